import type { PastBalance, StatementEntry } from 'mib/client';
import { lineOf, type Point, timesBetween } from './balance-line.ts';

/** The methods of the client, for one wallet. */
export interface BalanceSource {
  balanceAt(time: Date): Promise<PastBalance>;
  /** The entries of the statement, newest first. */
  newestFirst(): AsyncIterable<StatementEntry>;
  /** The first entry, if there is one. */
  first(): Promise<StatementEntry | undefined>;
}

/** The balance over time as far as it is known. */
export interface BalanceHistory {
  readonly from: number;
  readonly to: number;
  /** Every change from a time on, which is `from` unless there are too many entries, or none so early. */
  readonly line: readonly Point[];
  /** Balances at some times before that, oldest first. */
  readonly samples: readonly Point[];
  /** The wallet is older than its statement, which begins here. The balance before it is not drawn. */
  readonly openedAt?: number | undefined;
}

/** At most so many entries are read, in pages of 100. */
const MAX_ENTRIES = 1_000;
/** Balances that are asked for where there are more entries, one after the other. */
const SAMPLES = 12;
const HOUR_MS = 60 * 60_000;

/**
 * Reads the balance over time from the statement, back from its newest entry. Where that would take
 * more than ten pages, it asks for the balance at some times instead: then a second, complete
 * history follows the first.
 * @param from undefined: since the first entry
 */
export async function* readBalance(
  source: BalanceSource,
  from: number | undefined,
  now: number,
): AsyncGenerator<BalanceHistory, void, void> {
  const { entries, isWhole } = await readEntries(source, from ?? 0);
  const [newest] = entries;
  const oldest = entries.at(-1);
  const first = oldest && (isWhole ? oldest : await source.first());
  // The clock of this device may be behind.
  const to = Math.max(now, newest ? timeOf(newest) : 0);
  const start = from ?? beforeFirst(first && timeOf(first), to);
  const opened = newest ? openingAfter(start, first) : await unopenedAt(source, to);
  const openedAt = opened?.at;
  const points = opened && !newest ? [opened] : entries.map(pointOf).reverse();
  const lineFrom = isWhole || !oldest ? (openedAt ?? start) : timeOf(oldest);
  const history = { from: start, to, line: lineOf(points, lineFrom, to), openedAt };
  yield { ...history, samples: [] };
  if (isWhole) return;
  const samples: Point[] = [];
  // The line has the last of these times.
  for (const at of timesBetween(openedAt ?? start, lineFrom, SAMPLES + 1).slice(0, -1)) {
    samples.push({ at, balance: BigInt((await source.balanceAt(new Date(at))).balance) });
  }
  yield { ...history, samples };
}

/** The newest entries, back to the last one up to `from`. `isWhole`: it is there, or there is none. */
async function readEntries(
  source: BalanceSource,
  from: number,
): Promise<{ entries: readonly StatementEntry[]; isWhole: boolean }> {
  const entries: StatementEntry[] = [];
  for await (const entry of source.newestFirst()) {
    entries.push(entry);
    if (timeOf(entry) <= from) break;
    if (entries.length === MAX_ENTRIES) return { entries, isWhole: entry.seq === 1 };
  }
  return { entries, isWhole: true };
}

/** The opening entry of a statement, if it is later than `start`. */
function openingAfter(start: number, first: StatementEntry | undefined): Point | undefined {
  if (first?.seq !== 1 || first.TxID !== undefined) return undefined;
  return timeOf(first) > start ? pointOf(first) : undefined;
}

/** A wallet without entries that has money is older than its statement, which is not opened yet. */
async function unopenedAt(source: BalanceSource, now: number): Promise<Point | undefined> {
  const balance = BigInt((await source.balanceAt(new Date(now))).balance);
  return balance === 0n ? undefined : { at: now, balance };
}

/** A little before the first entry, so that its step is seen. */
function beforeFirst(first: number | undefined, now: number): number {
  return first === undefined ? now - HOUR_MS : first - Math.max(60_000, (now - first) / 50);
}

function timeOf({ posted_at }: StatementEntry): number {
  return Date.parse(posted_at);
}

function pointOf(entry: StatementEntry): Point {
  return { at: timeOf(entry), balance: BigInt(entry.balance) };
}
