import * as z from 'zod/mini';
import {
  ENDING_PARTITIONS,
  restartedSince,
  UNFINISHED_PARTITIONS,
  WAITING_PARTITIONS,
} from '../../domain/retry-schedule.ts';
import { initiationOf } from '../../domain/transfer.ts';
import { SafeNumber } from '../items.ts';
import { unfinishedKeys } from '../unfinished-index.ts';
import { type JournalTable, Key } from './items.ts';

/** A transfer that is not final, by the index of them. */
export interface UnfinishedEntry {
  readonly txId: string;
  readonly payerId: string;
  /**
   * Since when it is in flight: its initiation, or the capture, void or expiry of an authorised one.
   * One that waits is not in flight before it expires. Ms since 1970.
   */
  readonly since: number;
  /** Whether it is authorised and waits for its capture. */
  readonly isWaiting: boolean;
}

const Entry = z.extend(Key, { due_at: SafeNumber, attempts: z._default(SafeNumber, 0) });
type Entry = z.infer<typeof Entry>;

/** The transfers in flight. */
export async function entriesInFlight(journal: JournalTable, maxPages?: number): Promise<UnfinishedEntry[]> {
  const [inFlight, ending] = await Promise.all(
    [UNFINISHED_PARTITIONS, ENDING_PARTITIONS].map((partitions) => read(journal, partitions, maxPages)),
  );
  return [
    ...(inFlight ?? []).map((entry) => entryOf(entry, initiationOf(entry.tx_id))),
    ...(ending ?? []).map((entry) => entryOf(entry, restartedSince(entry.due_at, entry.attempts))),
  ];
}

/** All transfers that are not final. */
export async function unfinishedEntries(journal: JournalTable): Promise<UnfinishedEntry[]> {
  const all = Number.POSITIVE_INFINITY;
  const [inFlight, waiting] = await Promise.all([
    entriesInFlight(journal, all),
    read(journal, WAITING_PARTITIONS, all),
  ]);
  return [...inFlight, ...waiting.map((entry) => entryOf(entry, entry.due_at, true))];
}

function read({ documents, table }: JournalTable, partitions: readonly string[], maxPages?: number): Promise<Entry[]> {
  return unfinishedKeys(documents, table, Entry, partitions, maxPages);
}

function entryOf({ from_id, tx_id }: Entry, since: number, isWaiting = false): UnfinishedEntry {
  return { txId: tx_id, payerId: from_id, since, isWaiting };
}
