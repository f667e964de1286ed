import { openStatement as openRoute, statement as route } from '../api/shard-statement.ts';
import { entryOf } from '../api/statement-entry.ts';
import type { PastEntry, StatementEntry } from '../domain/statement.ts';
import type { SortOrder } from '../domain/tx-range.ts';
import { bodyOf, isAbsent, successOf } from './shard-outcome.ts';
import type { WalletCalls } from './wallet-calls.ts';

/** Which entries of a statement to read. `after`: the number of the last entry read before. */
export interface EntriesRequest {
  readonly after?: number | undefined;
  readonly limit: number;
  readonly order?: SortOrder;
}

/** Entries in the order asked for. `next` is where the next page starts, if there is one. */
export interface EntriesPage {
  readonly entries: readonly StatementEntry[];
  readonly next: number | undefined;
}

/**
 * A page of a wallet's statement.
 * @throws ShardUnavailable, of which ShardBusy
 */
export async function readEntries(
  calls: WalletCalls,
  walletId: string,
  { after, limit, order = 'asc' }: EntriesRequest,
  now: number,
  first?: number,
): Promise<EntriesPage> {
  const query = { limit: String(limit), order, ...(after !== undefined && { after: String(after) }) };
  const outcome = await calls.ask(route, walletId, { path: { wallet_id: walletId }, query }, now, first);
  if (isAbsent(outcome)) return { entries: [], next: undefined };
  const { entries, next_cursor } = bodyOf(route, successOf(route, outcome));
  return { entries: entries.map(entryOf), next: next_cursor };
}

/**
 * The last entry of a wallet up to a time.
 * @throws ShardUnavailable, of which ShardBusy while entries up to then may be missing
 */
export async function readEntryUpTo(
  calls: WalletCalls,
  walletId: string,
  at: number,
  now: number,
  first?: number,
): Promise<PastEntry> {
  // Nothing was posted before 1970, and the route takes no negative numbers.
  const sent = { path: { wallet_id: walletId }, query: { at: String(Math.max(0, at)) } };
  const outcome = await calls.ask(route, walletId, sent, now, first);
  if (isAbsent(outcome)) return 'none';
  const { entries, not_opened } = bodyOf(route, successOf(route, outcome));
  const [entry] = entries;
  if (entry) return entryOf(entry);
  return not_opened ? 'not opened' : 'none';
}

/**
 * Opens the statement of a wallet that is older than its statement.
 * @returns whether this call did it; undefined if there is no such wallet
 * @throws ShardUnavailable
 */
export async function openStatement(calls: WalletCalls, walletId: string, now: number): Promise<boolean | undefined> {
  const outcome = await calls.ask(openRoute, walletId, { body: { wallet_id: walletId } }, now);
  if (outcome.error === 'no_such_wallet') return undefined;
  return bodyOf(openRoute, successOf(openRoute, outcome)).status === 'opened';
}
