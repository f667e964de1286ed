import { MibError } from './errors.ts';

/**
 * A wallet on its shard: one item, on which every operation is one conditional write. Amounts in minor units, times in ms since 1970.
 */
export interface ShardWallet {
  readonly walletId: string;
  /** `available + credit limit`: what a debit may take. Kept as one number, as a condition cannot add two. */
  readonly spendable: bigint;
  readonly creditLimit: bigint;
  /** What open transactions hold, by transaction. */
  readonly holds: Readonly<Record<string, Hold>>;
  /** Markers: transactions that are settled here, and the deadline after which the fence alone keeps them out. */
  readonly tombstones: Readonly<Record<string, number>>;
  /** No reserve with a deadline up to this one is accepted any more. Only rises. */
  readonly fence: number;
}

/** What a hold gives to `spendable` when it ends: a debit gives back on rollback, a credit gives on commit. */
export interface Hold {
  readonly commitAdds: bigint;
  readonly rollbackAdds: bigint;
  readonly deadline: number;
}

/** An order to hold `amount` (negative: a debit) for a transaction until it is decided, if it comes before the deadline. */
export interface Reserve {
  readonly transactionId: string;
  readonly walletId: string;
  readonly amount: bigint;
  readonly deadline: number;
  /** Of a credit: its debit is held already. Decides about its place, and is no part of the hold. */
  readonly debitHeld?: boolean | undefined;
}

/**
 * The bounds of one wallet's item, and by that of its price and of the time a write takes: together fewer than 500 entries, about
 * 30 KB. Apart, as a condition cannot add two sizes. Commit and rollback are never refused for want of room.
 */
export const MAX_HOLDS = 200;
/** How many holds a wallet has room for. */
export interface HoldLimits {
  readonly all: number;
  /** Those that a credit may take before its debit is held: whoever has no money cannot fill a wallet with the others. */
  readonly beforeDebit: number;
}
export const HOLD_LIMITS: HoldLimits = { all: MAX_HOLDS, beforeDebit: 100 };
export const MAX_TOMBSTONES = 300;

/** When a wallet has `from` markers, those of its `keep` newest transactions stay and the others are dropped before their time. */
export interface TombstoneLimits {
  readonly from: number;
  readonly keep: number;
}
/** What more transactions have overtaken, and are settled, than a wallet may have under way at a time, comes too late. */
export const TOMBSTONE_LIMITS: TombstoneLimits = { from: MAX_TOMBSTONES, keep: MAX_HOLDS };

/** Why a wallet does not hold an amount. */
export type ReserveError =
  | 'no_such_wallet'
  | 'insufficient_funds'
  | 'transaction_mismatch'
  | 'transaction_settled'
  | 'deadline_passed'
  | 'too_many_open_transactions';

export function holdOf(reserve: Reserve): Hold {
  const { amount, deadline } = reserve;
  return amount < 0n
    ? { commitAdds: 0n, rollbackAdds: -amount, deadline }
    : { commitAdds: amount, rollbackAdds: 0n, deadline };
}

/** The money of a wallet: `balance = available + reserved`. A credit that is held is not there yet. */
export function balanceOf(wallet: ShardWallet): { balance: bigint; available: bigint; reserved: bigint } {
  const available = wallet.spendable - wallet.creditLimit;
  const reserved = Object.values(wallet.holds).reduce((sum, hold) => sum + hold.rollbackAdds, 0n);
  return { balance: available + reserved, available, reserved };
}

/** The transaction's hold, if it has one. Looks at own members only: a transaction may be called `constructor`. */
export function holdFor(wallet: ShardWallet, transactionId: string): Hold | undefined {
  return Object.hasOwn(wallet.holds, transactionId) ? wallet.holds[transactionId] : undefined;
}

/** Whether the transaction's marker is there. */
export function hasTombstone(wallet: ShardWallet, transactionId: string): boolean {
  return Object.hasOwn(wallet.tombstones, transactionId);
}

/**
 * Why the condition of a reserve failed on this item: 'held' if the very same reserve was there before, undefined if it would hold
 * now (the item has changed since: try again). The order of the guards is the order in which reasons are given.
 */
export function explainReserve(
  wallet: ShardWallet | undefined,
  reserve: Reserve,
  now: number,
  places = HOLD_LIMITS,
): ReserveError | 'held' | undefined {
  if (!wallet) return 'no_such_wallet';
  const hold = holdFor(wallet, reserve.transactionId);
  if (hold) return sameHold(hold, holdOf(reserve)) ? 'held' : 'transaction_mismatch';
  if (hasTombstone(wallet, reserve.transactionId)) return 'transaction_settled';
  if (reserve.deadline <= wallet.fence || now > reserve.deadline) return 'deadline_passed';
  if (isFull(wallet, holdLimitFor(reserve, places))) return 'too_many_open_transactions';
  if (wallet.spendable < -reserve.amount) return 'insufficient_funds';
  return undefined;
}

/** The error of a reserve. A place in a full wallet is free again when any of its transfers is settled. */
export function reserveError(code: ReserveError): MibError {
  return new MibError(code, code === 'too_many_open_transactions' ? { retryAfterSeconds: 1 } : {});
}

/** How many of a wallet's places are open to this reserve. */
export function holdLimitFor({ amount, debitHeld = false }: Reserve, { all, beforeDebit }: HoldLimits): number {
  return amount > 0n && !debitHeld ? beforeDebit : all;
}

function isFull(wallet: ShardWallet, room: number): boolean {
  return Object.keys(wallet.holds).length >= room || Object.keys(wallet.tombstones).length >= MAX_TOMBSTONES;
}

/**
 * The markers that may be dropped at `now`, oldest first, at most `limit`, and the fence that takes their place. It is the fence that
 * makes it safe to drop any of them; those whose deadline has passed, or is behind the fence, cost nothing. In a crowded wallet the
 * oldest go before that, at the price that a reserve as old as they are comes too late.
 */
export function prunable(
  wallet: ShardWallet,
  now: number,
  limit: number,
  crowding = TOMBSTONE_LIMITS,
): { transactionIds: string[]; fence: number } {
  const oldestFirst = Object.entries(wallet.tombstones).sort(([, a], [, b]) => a - b);
  const crowded = oldestFirst.length < crowding.from ? 0 : oldestFirst.length - crowding.keep;
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
