import { currencyOf, type InCurrency } from './currency.ts';
import { MibError } from './errors.ts';
import type { StatementVector } from './statement.ts';
import { controlRefusal, leftToday, type WalletControls } from './wallet-controls.ts';

/**
 * A wallet on its shard. It is one item, and every operation is one conditional write on it.
 * Amounts are in minor units, times in ms since 1970.
 */
export interface ShardWallet extends InCurrency {
  readonly walletId: string;
  /**
   * `available + credit limit - minimum balance`: what a debit may take. It is stored as one number
   * because a condition cannot add two. A minimum above the balance makes it negative.
   */
  readonly spendable: bigint;
  readonly creditLimit: bigint;
  /** The holds of transfers in flight, by transaction. */
  readonly holds: Readonly<Record<string, Hold>>;
  /**
   * The debits of authorised transfers, which may be held for weeks. They take no place of transfers in
   * flight. A wallet of the version before has no such map until it holds the first.
   */
  readonly authorised?: Readonly<Record<string, Hold>>;
  /**
   * Tombstones: settled transactions, and the deadline after which the fence alone keeps them out.
   */
  readonly tombstones: Readonly<Record<string, number>>;
  /** No reserve with a deadline up to the fence is accepted. The fence only rises. */
  readonly fence: number;
  /** Absent in a wallet of the version before, until its statement is opened. */
  readonly statement?: StatementHead;
  /** Freezes and limits; absent where none was ever set. */
  readonly controls?: WalletControls;
  /** How many stripes the wallet has beside this item; absent if it never had any. */
  readonly stripes?: number;
  /** What this item has ever taken of each stripe, by the stripe's number. */
  readonly taken?: Readonly<Record<string, bigint>>;
  /** Of a stripe: all that it has ever given to the wallet's own item. It only rises. */
  readonly given?: bigint;
  /** The number of the move that wrote it last; absent if none did. */
  readonly op?: number;
  /** While it moves to another shard: nothing changes it here. */
  readonly moving?: { readonly op: number; readonly to: number };
}

/** The end of a wallet's statement: its last entry. */
export interface StatementHead {
  /** The booked balance. It is always `balanceOf(wallet).balance`. */
  readonly posted: bigint;
  /** The number of the last entry; 0 before the first. */
  readonly seq: number;
  /** When it was posted, in ms since 1970; absent before the first. */
  readonly postedAt?: number;
  /** Of a wallet in stripes as one: what each item has of `seq`. They were read one after another. */
  readonly vector?: StatementVector;
}

/**
 * What a hold adds to `spendable` when it ends: a debit is given back on rollback, a credit is
 * given on commit.
 */
export interface Hold extends HoldAmounts {
  readonly deadline: number;
  /** The day in whose limit a debit counts; absent if it counts in none. */
  readonly day?: number;
}

export interface HoldAmounts {
  readonly commitAdds: bigint;
  readonly rollbackAdds: bigint;
}

/**
 * A request to hold `amount` (negative: a debit) for a transaction until its decision, if it comes
 * before the deadline.
 */
export interface Reserve extends InCurrency {
  readonly transactionId: string;
  readonly walletId: string;
  readonly amount: bigint;
  readonly deadline: number;
  /**
   * Of a credit: its debit is held already. It decides which places are open to it, and is no part
   * of the hold.
   */
  readonly debitHeld?: boolean | undefined;
  /**
   * Of a debit: it is held until a capture. It decides where the hold is, and is no part of "the same
   * reserve".
   */
  readonly authorisation?: boolean | undefined;
  /**
   * Of a debit with `authorisation`: no commit of it follows without the approval of a second person.
   * It is no part of "the same reserve".
   */
  readonly approval?: boolean | undefined;
}

/** Where a wallet's item has a hold. */
export type HoldMap = 'holds' | 'authorised';

/**
 * The bounds of one wallet's item keep its price and the time of a write low: together at most 600
 * entries, about 40 KB. Each map has its own bound because a condition cannot add two sizes. Commit
 * and rollback always find room.
 */
export const MAX_HOLDS = 200;
export const MAX_AUTHORISED = 100;
/** How many holds a wallet has room for. */
export interface HoldLimits {
  readonly all: number;
  /**
   * The places that a credit may take before its debit is held: a payer without money cannot fill
   * the others.
   */
  readonly beforeDebit: number;
  /** The places of authorised transfers, which are apart. */
  readonly authorised: number;
}
export const HOLD_LIMITS: HoldLimits = { all: MAX_HOLDS, beforeDebit: 100, authorised: MAX_AUTHORISED };
export const MAX_TOMBSTONES = 300;

/**
 * From `from` tombstones on, those of the `keep` newest transactions stay, and older ones are
 * dropped before their deadline.
 */
export interface TombstoneLimits {
  readonly from: number;
  readonly keep: number;
}
/**
 * A transaction that more than MAX_HOLDS newer ones have overtaken and settled is refused as too
 * late.
 */
export const TOMBSTONE_LIMITS: TombstoneLimits = { from: MAX_TOMBSTONES, keep: MAX_HOLDS };

/** Why a wallet does not hold an amount. */
export type ReserveError =
  | 'no_such_wallet'
  | 'wrong_currency'
  | 'insufficient_funds'
  | 'transaction_mismatch'
  | 'transaction_settled'
  | 'deadline_passed'
  | 'too_many_open_transactions'
  | 'wallet_closed'
  | 'wallet_frozen'
  | 'payment_limit_exceeded'
  | 'approval_required'
  | 'daily_limit_exceeded'
  | 'below_minimum_balance';

export function holdOf({ amount, deadline }: Reserve): Hold {
  return { ...amountsOf(amount), deadline };
}

/** What a hold of the amount adds when it ends. */
export function amountsOf(amount: bigint): HoldAmounts {
  return amount < 0n ? { commitAdds: 0n, rollbackAdds: -amount } : { commitAdds: amount, rollbackAdds: 0n };
}

/** The money of a wallet: `balance = available + reserved`. A held credit does not count. */
export function balanceOf(wallet: ShardWallet): { balance: bigint; available: bigint; reserved: bigint } {
  const available = wallet.spendable - wallet.creditLimit + (wallet.controls?.minimum ?? 0n);
  const reserved = allHolds(wallet).reduce((sum, [, hold]) => sum + hold.rollbackAdds, 0n);
  return { balance: available + reserved, available, reserved };
}

/** All holds of a wallet, those of authorised transfers last. */
export function allHolds({ holds, authorised = {} }: Pick<ShardWallet, 'holds' | 'authorised'>): [string, Hold][] {
  return [...Object.entries(holds), ...Object.entries(authorised)];
}

/** The hold of a transaction, if it has one. */
export function holdFor(wallet: ShardWallet, transactionId: string): Hold | undefined {
  const holds = wallet[holdMapOf(wallet, transactionId)] ?? {};
  return Object.hasOwn(holds, transactionId) ? holds[transactionId] : undefined;
}

/**
 * Where the wallet has the hold of a transaction: `holds`, unless it is the other. Only own members
 * count: a transaction may be called `constructor`.
 */
export function holdMapOf({ authorised = {} }: ShardWallet, transactionId: string): HoldMap {
  return Object.hasOwn(authorised, transactionId) ? 'authorised' : 'holds';
}

/** Whether the wallet has a tombstone of the transaction. */
export function hasTombstone(wallet: ShardWallet, transactionId: string): boolean {
  return Object.hasOwn(wallet.tombstones, transactionId);
}

/**
 * Why the condition of a reserve failed on this item. 'held' if the very same reserve was there
 * before; undefined if it would hold now, because the item has changed since. The order of the
 * guards is the order of the reasons.
 */
export function explainReserve(
  wallet: ShardWallet | undefined,
  reserve: Reserve,
  now: number,
  limits = HOLD_LIMITS,
): ReserveError | 'held' | undefined {
  if (!wallet) return 'no_such_wallet';
  const hold = holdFor(wallet, reserve.transactionId);
  if (hold) return sameHold(hold, holdOf(reserve)) ? 'held' : 'transaction_mismatch';
  if (hasTombstone(wallet, reserve.transactionId)) return 'transaction_settled';
  if (reserve.deadline <= wallet.fence || now > reserve.deadline) return 'deadline_passed';
  if (currencyOf(wallet) !== currencyOf(reserve)) return 'wrong_currency';
  // What stays so comes before what may pass.
  const { controls = {} } = wallet;
  const refusal = controlRefusal(controls, { amount: reserve.amount, approval: awaitsApproval(reserve) });
  if (refusal) return refusal;
  if (isFull(wallet, reserve, limits)) return 'too_many_open_transactions';
  return reserve.amount < 0n ? lackOf(wallet, controls, -reserve.amount, now) : undefined;
}

function lackOf(
  { spendable }: ShardWallet,
  controls: WalletControls,
  debit: bigint,
  now: number,
): ReserveError | undefined {
  const left = leftToday(controls, now);
  if (left !== undefined && left < debit) return 'daily_limit_exceeded';
  if (spendable >= debit) return undefined;
  return spendable + (controls.minimum ?? 0n) >= debit ? 'below_minimum_balance' : 'insufficient_funds';
}

/**
 * The error of a reserve. A place in a full wallet is free again when any of its transfers is
 * settled.
 */
export function reserveError(code: ReserveError): MibError {
  return new MibError(code, code === 'too_many_open_transactions' ? { retryAfterSeconds: 1 } : {});
}

/** How many of the wallet's places are open to this reserve. */
export function holdLimitFor(reserve: Reserve, { all, beforeDebit, authorised }: HoldLimits): number {
  if (mapFor(reserve) === 'authorised') return authorised;
  return reserve.amount > 0n && !reserve.debitHeld ? beforeDebit : all;
}

/** Whether a debit is held until a second person approves it. The mark alone is nothing without the hold. */
export function awaitsApproval({ authorisation = false, approval = false }: Reserve): boolean {
  return authorisation && approval;
}

/** Where the hold of this reserve will be. */
export function mapFor({ amount, authorisation = false }: Reserve): HoldMap {
  return authorisation && amount < 0n ? 'authorised' : 'holds';
}

function isFull(wallet: ShardWallet, reserve: Reserve, limits: HoldLimits): boolean {
  const taken = Object.keys(wallet[mapFor(reserve)] ?? {}).length;
  return taken >= holdLimitFor(reserve, limits) || Object.keys(wallet.tombstones).length >= MAX_TOMBSTONES;
}

/**
 * The tombstones that may be dropped at `now`, oldest first and at most `limit`, and the fence that
 * replaces them. The fence makes it safe to drop any of them. Tombstones whose deadline has passed,
 * or is behind the fence, cost nothing. A crowded wallet drops its oldest earlier, at a price: a
 * reserve as old as they are comes too late.
 */
export function prunable(
  wallet: ShardWallet,
  now: number,
  limit: number,
  limits = TOMBSTONE_LIMITS,
): { transactionIds: string[]; fence: number } {
  const oldestFirst = Object.entries(wallet.tombstones).sort(([, a], [, b]) => a - b);
  const crowded = oldestFirst.length < limits.from ? 0 : oldestFirst.length - limits.keep;
  const dropped = oldestFirst
    .filter(([, deadline], n) => deadline < now || deadline <= wallet.fence || n < crowded)
    .slice(0, limit);
  return {
    transactionIds: dropped.map(([id]) => id),
    fence: dropped.reduce((fence, [, deadline]) => Math.max(fence, deadline), wallet.fence),
  };
}

function sameHold(a: Hold, b: Hold): boolean {
  return a.commitAdds === b.commitAdds && a.rollbackAdds === b.rollbackAdds && a.deadline === b.deadline;
}
