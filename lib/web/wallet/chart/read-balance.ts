import type { PastBalance, Transaction, TransactionsPage, TransactionsQuery } from 'mib/client';
import { type Change, lineOf, type Point, timesBetween } from './balance-line.ts';

/** The methods of the client, for one wallet. */
export interface BalanceSource {
  balanceAt(time: Date): Promise<PastBalance>;
  page(query: TransactionsQuery): Promise<TransactionsPage>;
}

/** The balance over time as far as it is known. */
export interface BalanceHistory {
  readonly from: number;
  readonly to: number;
  /** Every change from a time on, which is `from` unless there are too many transfers. */
  readonly line: readonly Point[];
  /** Balances at some times before that, oldest first. */
  readonly samples: readonly Point[];
}

/** At most so many pages of transfers are read: 1,000 transfers. */
const MAX_PAGES = 10;
const LIMIT = 100;
/** Balances that are asked for where there are more transfers. Each reads every earlier one. */
const SAMPLES = 12;
/** Lists go by the time at which a transfer was made, and it may be committed later. */
const COMMITTED_WITHIN_MS = 60 * 60_000;

/**
 * Reads the balance over time. It begins with a balance of the API that never changes, and goes
 * back from there by the transfers of the journal. Where that would take more than ten pages, it
 * asks for the balance at some times instead: then a second, complete history follows the first.
 * @param from undefined: since the first transfer
 */
export async function* readBalance(
  source: BalanceSource,
  from: number | undefined,
  now: number,
): AsyncGenerator<BalanceHistory, void, void> {
  const known = pointOf(await source.balanceAt(new Date(now)));
  const { transfers, isWhole } = await readTransfers(source, from);
  const oldestAt = timeOf(transfers.at(-1));
  const lineFrom = isWhole ? (from ?? beforeFirst(oldestAt, now)) : Math.max(oldestAt ?? 0, from ?? 0);
  const line = lineOf(known, transfers.flatMap(changeOf), lineFrom, now);
  if (isWhole || lineFrom === from) {
    yield { from: lineFrom, to: now, line, samples: [] };
    return;
  }
  const start = from ?? beforeFirst(await firstAt(source), now);
  yield { from: start, to: now, line, samples: [] };
  const samples: Point[] = [];
  // One after the other: each of them is work for the database.
  for (const at of timesBetween(start, lineFrom, SAMPLES)) {
    samples.push({ ...pointOf(await source.balanceAt(new Date(at))), at });
  }
  yield { from: start, to: now, line, samples };
}

/** The newest transfers since a time, newest first. `isWhole`: there are no others since then. */
async function readTransfers(
  source: BalanceSource,
  from: number | undefined,
): Promise<{ transfers: Transaction[]; isWhole: boolean }> {
  const since = from === undefined ? undefined : new Date(from - COMMITTED_WITHIN_MS).toISOString();
  const transfers: Transaction[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page = await source.page({ order: 'desc', limit: LIMIT, from: since, cursor });
    transfers.push(...page.transactions);
    cursor = page.next;
    if (cursor === undefined) return { transfers, isWhole: true };
  }
  return { transfers, isWhole: false };
}

async function firstAt(source: BalanceSource): Promise<number | undefined> {
  const { transactions } = await source.page({ order: 'asc', limit: 1 });
  return timeOf(transactions[0]);
}

function timeOf(transfer: Transaction | undefined): number | undefined {
  return transfer && Date.parse(transfer.initiated_at);
}

/** A little before the first transfer, so that its step is seen. */
function beforeFirst(first: number | undefined, now: number): number {
  return first === undefined ? now - COMMITTED_WITHIN_MS : first - Math.max(60_000, (now - first) / 50);
}

function changeOf({ amount, committed_at }: Transaction): Change[] {
  return committed_at === undefined ? [] : [{ at: Date.parse(committed_at), amount: BigInt(amount) }];
}

function pointOf({ as_of, balance }: PastBalance): Point {
  return { at: Date.parse(as_of), balance: BigInt(balance) };
}
