import type { StatementEntry } from 'mib/client';
import type { EntrySource } from './entry-list.ts';

/** An entry between its neighbours. */
export interface EntryInOrder {
  readonly entry: StatementEntry;
  /** Undefined before the first entry. */
  readonly previous: StatementEntry | undefined;
  /** Nothing is written after it yet. */
  readonly isNewest: boolean;
}

/** The number of an entry in an address. */
export function seqOf(text: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}

/** Reads an entry with its neighbours, in one request. Undefined if the statement has no such entry. */
export async function readEntry(
  source: EntrySource,
  seq: number,
  signal: AbortSignal,
): Promise<EntryInOrder | undefined> {
  const { entries } = await source({ order: 'asc', limit: 3, cursor: String(Math.max(0, seq - 2)) }, signal);
  const numbered = (number: number) => entries.find((one) => one.seq === number);
  const entry = numbered(seq);
  return entry && { entry, previous: numbered(seq - 1), isNewest: numbered(seq + 1) === undefined };
}
