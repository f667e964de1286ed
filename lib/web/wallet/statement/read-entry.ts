import type { StatementEntry } from 'mib/client';
import type { EntrySource } from './entry-list.ts';

/** An entry and the one before it, which the first one does not have. */
export interface EntryWithPrevious {
  readonly entry: StatementEntry;
  readonly previous: StatementEntry | undefined;
}

/** The number of an entry in an address. */
export function seqOf(text: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}

/** Reads an entry with the one before it, in one request. Undefined if the statement has no such entry. */
export async function readEntry(
  source: EntrySource,
  seq: number,
  signal: AbortSignal,
): Promise<EntryWithPrevious | undefined> {
  const { entries } = await source({ order: 'asc', limit: 2, cursor: String(Math.max(0, seq - 2)) }, signal);
  const entry = entries.find((one) => one.seq === seq);
  return entry && { entry, previous: entries.find((one) => one.seq === seq - 1) };
}
