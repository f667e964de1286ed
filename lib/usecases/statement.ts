import { MibError } from '../domain/errors.ts';
import type { StatementEntry } from '../domain/statement.ts';
import type { EntriesPage, EntriesRequest } from '../remote/shard-statements.ts';
import { ShardBusy, type Shards } from '../remote/shards.ts';
import type { Directory } from '../store/directory.ts';
import { readableWallet } from './owned-wallet.ts';

interface Stores {
  readonly directory: Directory;
  readonly shards: Shards;
}

interface Request {
  readonly userId: string;
  readonly walletId: string;
  readonly page: EntriesRequest;
}

/** The most entries of one call to a shard. */
const MOST_AT_ONCE = 1_000;

/**
 * A page of the wallet's statement, of any length.
 * @throws MibError wallet_not_found, unavailable
 */
export async function statement({ directory, shards }: Stores, request: Request, now: number): Promise<EntriesPage> {
  const { userId, walletId, page } = request;
  await readableWallet(directory, userId, walletId);
  const entries: StatementEntry[] = [];
  let next = page.after;
  do {
    const limit = Math.min(page.limit - entries.length, MOST_AT_ONCE);
    const read = await unlessBusy(shards.statement(walletId, { ...page, after: next, limit }, now));
    entries.push(...read.entries);
    next = read.next;
  } while (next !== undefined && entries.length < page.limit);
  return { entries, next };
}

/** @throws MibError unavailable if the shard cannot respond now, or not yet to this */
export async function unlessBusy<T>(response: Promise<T>): Promise<T> {
  try {
    return await response;
  } catch (error) {
    if (error instanceof ShardBusy) throw new MibError('unavailable', { retryAfterSeconds: 1, cause: error });
    throw error;
  }
}
