import { isAuthorised } from './capture.ts';
import { currencyOf, type InCurrency } from './currency.ts';
import { type LeftHold, type Settled, settlementOf } from './left-hold.ts';
import { legsOf } from './legs.ts';
import type { StatementVector } from './statement.ts';
import { countIn, covers } from './striped-statement.ts';
import { transferIdOf } from './transaction-id.ts';
import type { Status } from './transfer.ts';

export type { LeftHold } from './left-hold.ts';

/** A wallet as its shard has it. Amounts are in minor units. */
export interface AuditedWallet extends InCurrency {
  readonly walletId: string;
  readonly balance: bigint;
  readonly creditLimit: bigint;
  /** The booked balance and the number of its last entry; absent before the statement is opened. */
  readonly posted?: bigint;
  readonly seq?: number;
  /** When that entry was posted, in ms since 1970. */
  readonly postedAt?: number;
  /** The last entry of its statement that is written. */
  readonly head?: {
    readonly seq: number;
    readonly hash: string;
    readonly balance?: bigint;
    /** Of a wallet in stripes: how many postings of each item are there up to this entry. */
    readonly vector?: StatementVector;
  };
  /** Of a wallet in stripes: how many postings each item had. They were read one after another. */
  readonly vector?: StatementVector;
  /** The number of the move that wrote it last; absent if none did. */
  readonly op?: number;
  /** While it moves to another shard, which may have it already. */
  readonly moving?: { readonly op: number; readonly to: number };
  /** The holds, by transaction, and how much of the balance each reserves (0 for a credit). */
  readonly holds: readonly { readonly transactionId: string; readonly reserved: bigint }[];
}

/**
 * What the statement of a wallet has to show. That of one in stripes may have later postings of one item
 * before earlier ones of another. So the sum over its items is no number of an entry. It is whole once it has
 * of each item what that had when it was read. Its balance is then another, unless it has no more.
 * @returns the wallet with the number up to which its statement has to be there. `posted` is absent if no
 *   entry has it
 */
export function asStated(wallet: AuditedWallet): AuditedWallet {
  const { vector, head, posted: _, ...others } = wallet;
  if (!vector) return wallet;
  const there = head?.vector ?? {};
  if (head && covers(there, vector)) return covers(vector, there) ? wallet : { ...others, head, vector, seq: head.seq };
  const items = [...new Set([...Object.keys(there), ...Object.keys(vector)])];
  const both = items.map((item) => [item, Math.max(there[item] ?? 0, vector[item] ?? 0)]);
  return { ...wallet, seq: countIn(Object.fromEntries(both)) };
}

/** A transfer as the journal has it. Times are ms since 1970. */
export interface AuditedTransfer extends Settled, InCurrency {
  readonly status: Status;
  /** The payment that it refunds. */
  readonly refundOf?: string | undefined;
  readonly initiatedAt: number;
  /** From when on it is in flight: `openSince`. */
  readonly openSince?: number | undefined;
  readonly authorisedAt?: string;
  readonly finishedAt?: number | undefined;
}

export const FINDINGS = [
  'balance_differs',
  'below_credit_limit',
  'hold_without_open_transfer',
  'commit_without_wallet',
  'transfer_overdue',
  'statement_broken',
  'wallets_missing',
  'posting_without_transfer',
  'transfer_half_posted',
  'openings_differ',
  'currency_differs',
  'refunds_exceed',
  'wallet_twice',
] as const;

/** A mismatch between the shards and the journal. */
export interface Finding {
  readonly kind: (typeof FINDINGS)[number];
  readonly walletId?: string | undefined;
  readonly txId?: string | undefined;
  readonly detail: string;
}

/** The wallets at rest in one currency. */
export interface CurrencySums {
  readonly currency: string;
  readonly wallets: number;
  /** By the shards, and by the journal. Without transfers in flight both are zero. */
  readonly atRest: bigint;
  readonly ofJournal: bigint;
}

export interface AuditReport {
  readonly balanced: boolean;
  readonly wallets: number;
  readonly transfers: number;
  readonly open: number;
  /** The age of the oldest transfer that is not final; 0 if there is none. */
  readonly oldestOpenMs: number;
  /**
   * The sum of all balances at rest, by the shards and by the journal. They are equal if the books
   * balance.
   */
  readonly sumAtRest: bigint;
  readonly sumOfJournal: bigint;
  /** The same for each currency, by its code. */
  readonly sums: readonly CurrencySums[];
  /**
   * Wallets whose money may have moved during the audit. A balance may be from before or after each
   * of these transfers.
   */
  readonly inMotion: readonly string[];
  readonly findings: readonly Finding[];
  /**
   * The findings that settling again repairs. A commit is among them only if the balance shows that
   * its money has not moved: settling must not make correct books wrong.
   */
  readonly leftHolds: readonly LeftHold[];
}

/**
 * A transfer that is not final at this age is overdue: its run ended long ago, and the sweeper has
 * tried several times.
 */
export const OVERDUE_MS = 5 * 60_000;

/** The state machine and the functions write the times of the journal by their own clocks. */
export const CLOCKS_DIFFER_MS = 5_000;

/**
 * Compares the shards with the journal. The wallets must be read after `startedAt` and before the
 * journal, so that the journal has every transfer that a wallet shows. A transfer that was in
 * flight at any time since `startedAt` is in motion: the balances of its wallets are checked
 * against bounds. A wallet that is there twice is live on two shards at once.
 * @param times ms since 1970, by the clock that writes the journal
 */
export function audit(
  books: { wallets: readonly AuditedWallet[]; transfers: readonly AuditedTransfer[] },
  { startedAt, now }: { startedAt: number; now: number },
): AuditReport {
  const { wallets, transfers } = books;
  const isMoving = ({ finishedAt }: AuditedTransfer) =>
    finishedAt === undefined || finishedAt >= startedAt - CLOCKS_DIFFER_MS;
  const moving = transfers.filter(isMoving);
  const settled = replay(transfers.filter((transfer) => transfer.status === 'SUCCESSFUL' && !isMoving(transfer)));
  // The wallets were read before the journal. What is authorised and not decided had moved nothing then.
  // What is aborted never moves anything.
  const mayMove = moving.filter((transfer) => !isAuthorised(transfer) && transfer.decision !== 'ABORT');
  const inMotion = new Set(mayMove.flatMap((transfer) => legsOf(transfer).map(({ walletId }) => walletId)));
  const moved = movesOf(mayMove);
  const open = transfers.flatMap((transfer) => {
    const { finishedAt, openSince = transfer.initiatedAt } = transfer;
    return finishedAt === undefined && openSince <= now ? [{ ...transfer, openSince }] : [];
  });
  const mayHold = new Set(moving.map(({ txId }) => txId));
  const final = new Map(
    transfers.filter((transfer) => !isMoving(transfer)).map((transfer) => [transfer.txId, transfer]),
  );
  const findings: Finding[] = [];
  const leftHolds: LeftHold[] = [];

  for (const wallet of wallets) {
    const { walletId, balance } = wallet;
    const expected = settled.get(walletId) ?? 0n;
    const { out, in: incoming } = moved.get(walletId) ?? { out: 0n, in: 0n };
    const differs = balance < expected - out || balance > expected + incoming;
    if (differs) {
      const detail = inMotion.has(walletId)
        ? `has ${balance}, its journal makes it ${expected - out} to ${expected + incoming}`
        : `has ${balance}, its journal makes it ${expected}`;
      findings.push({ kind: 'balance_differs', walletId, detail });
    }
    if (balance < -wallet.creditLimit) {
      findings.push({
        kind: 'below_credit_limit',
        walletId,
        detail: `has ${balance}, may have ${-wallet.creditLimit}`,
      });
    }
    for (const { transactionId, reserved } of wallet.holds) {
      const txId = transferIdOf(transactionId);
      if (mayHold.has(txId)) continue;
      const detail = `holds ${reserved} for a transfer that is final or was never there`;
      findings.push({ kind: 'hold_without_open_transfer', walletId, txId, detail });
      const left = settlementOf(final.get(txId), walletId, transactionId);
      if (left && (left.decision === 'ABORT' || differs)) leftHolds.push(left);
    }
  }
  const known = new Map(wallets.map((wallet) => [wallet.walletId, wallet]));
  findings.push(...twiceFindings(wallets));
  findings.push(...currencyFindings(known, transfers));
  for (const [walletId, amount] of settled) {
    if (known.has(walletId) || amount === 0n) continue;
    findings.push({
      kind: 'commit_without_wallet',
      walletId,
      detail: `the journal gives it ${amount}, no shard has it`,
    });
  }
  for (const { txId, openSince, decision } of open) {
    if (now - openSince < OVERDUE_MS) continue;
    const detail = `open for ${Math.round((now - openSince) / 1000)} s, ${decision ? `decided ${decision}` : 'not decided'}`;
    findings.push({ kind: 'transfer_overdue', txId, detail });
  }

  findings.push(...excessiveRefunds(transfers.filter((transfer) => !isMoving(transfer))));

  const resting = wallets.filter(({ walletId }) => !inMotion.has(walletId));
  return {
    balanced: findings.every(({ kind }) => kind === 'transfer_overdue'),
    wallets: wallets.length,
    transfers: transfers.length,
    open: open.length,
    oldestOpenMs: open.reduce((oldest, { openSince }) => Math.max(oldest, now - openSince), 0),
    sumAtRest: resting.reduce((sum, { balance }) => sum + balance, 0n),
    sumOfJournal: resting.reduce((sum, { walletId }) => sum + (settled.get(walletId) ?? 0n), 0n),
    sums: sumsOf(resting, settled),
    inMotion: [...inMotion].filter((walletId) => known.has(walletId)).sort(),
    findings,
    leftHolds,
  };
}

/** Wallets that two shards have at once: each may spend the same money. */
function twiceFindings(wallets: readonly AuditedWallet[]): Finding[] {
  const byId = Map.groupBy(wallets, ({ walletId }) => walletId);
  return [...byId.values()].flatMap((ofOne) => (ofOne.length > 1 ? [walletTwice(ofOne)] : []));
}

/**
 * The finding of a wallet that several shards have at once.
 * @param wallets as those shards have it
 */
export function walletTwice(wallets: readonly AuditedWallet[]): Finding {
  const balances = wallets.map(({ balance }) => balance).join(' and ');
  return { kind: 'wallet_twice', walletId: wallets[0]?.walletId, detail: `several shards have it, with ${balances}` };
}

/** Money that went into a wallet of another currency, or out of one: no sum of a currency is right then. */
function currencyFindings(
  wallets: ReadonlyMap<string, AuditedWallet>,
  transfers: readonly AuditedTransfer[],
): Finding[] {
  return transfers.flatMap((transfer) => {
    if (transfer.status !== 'SUCCESSFUL') return [];
    return legsOf(transfer).flatMap(({ walletId }) => {
      const wallet = wallets.get(walletId);
      if (!wallet || currencyOf(wallet) === currencyOf(transfer)) return [];
      const detail = `the wallet is in ${currencyOf(wallet)}, the transfer in ${currencyOf(transfer)}`;
      return [{ kind: 'currency_differs' as const, walletId, txId: transfer.txId, detail }];
    });
  });
}

function sumsOf(resting: readonly AuditedWallet[], journal: ReadonlyMap<string, bigint>): CurrencySums[] {
  return [...Map.groupBy(resting, currencyOf)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, wallets]) => ({
      currency,
      wallets: wallets.length,
      atRest: wallets.reduce((sum, { balance }) => sum + balance, 0n),
      ofJournal: wallets.reduce((sum, { walletId }) => sum + (journal.get(walletId) ?? 0n), 0n),
    }));
}

/** The balance of each wallet by the transfers alone. */
function replay(transfers: readonly AuditedTransfer[]): Map<string, bigint> {
  const balances = new Map<string, bigint>();
  const add = (walletId: string, amount: bigint) => balances.set(walletId, (balances.get(walletId) ?? 0n) + amount);
  for (const { walletId, amount } of transfers.flatMap(legsOf)) add(walletId, amount);
  return balances;
}

/** How much each wallet may have given and received by transfers in flight. */
function movesOf(transfers: readonly AuditedTransfer[]): Map<string, { out: bigint; in: bigint }> {
  const moves = new Map<string, { out: bigint; in: bigint }>();
  const of = (walletId: string) => moves.get(walletId) ?? { out: 0n, in: 0n };
  for (const { walletId, amount } of transfers.flatMap(legsOf)) {
    const sum = of(walletId);
    moves.set(walletId, amount < 0n ? { ...sum, out: sum.out - amount } : { ...sum, in: sum.in + amount });
  }
  return moves;
}

/**
 * Payments whose refunds give back more than the wallet has received, or to another wallet.
 * @param transfers that were final before the audit began, so that the payment of each refund is among them
 */
function excessiveRefunds(transfers: readonly AuditedTransfer[]): Finding[] {
  const happened = transfers.filter(({ status }) => status === 'SUCCESSFUL');
  const payments = new Map(happened.map((transfer) => [transfer.txId, transfer]));
  const refunds = happened.filter(({ refundOf }) => refundOf !== undefined);
  const byPart = Map.groupBy(refunds, ({ refundOf, fromId }) => `${refundOf} ${fromId}`);
  return [...byPart.values()].flatMap((parts): Finding[] => {
    const [{ refundOf: txId = '', fromId: walletId } = { fromId: '' }] = parts;
    const payment = payments.get(txId);
    const received = payment?.credits.find(({ toId }) => toId === walletId)?.amount ?? 0n;
    const refunded = parts.reduce((sum, { amount }) => sum + amount, 0n);
    const isAstray = parts.some(({ credits }) => credits.some(({ toId }) => toId !== payment?.fromId));
    if (refunded <= received && !isAstray) return [];
    const detail = isAstray
      ? 'a refund goes to another wallet than the payer'
      : `refunds ${refunded} of ${received} received`;
    return [{ kind: 'refunds_exceed', walletId, txId, detail }];
  });
}
