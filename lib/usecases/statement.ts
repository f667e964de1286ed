import { type InCurrency, inCurrency } from '../domain/currency.ts';
import type { StatementEntry } from '../domain/statement.ts';
import type { EntriesPage, EntriesRequest } from '../remote/shard-statements.ts';
import type { Shards } from '../remote/shards.ts';
import type { Directory } from '../store/directory.ts';
import { fromShard } from './from-shard.ts';
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
export async function statement(
  { directory, shards }: Stores,
  request: Request,
  now: number,
): Promise<EntriesPage & InCurrency> {
  const { userId, walletId, page } = request;
  const { currency, shard } = await readableWallet(directory, userId, walletId);
  const entries: StatementEntry[] = [];
  let next = page.after;
  do {
    const limit = Math.min(page.limit - entries.length, MOST_AT_ONCE);
    const read = await fromShard(shards.statement(walletId, { ...page, after: next, limit }, now, shard));
    entries.push(...read.entries);
    next = read.next;
  } while (next !== undefined && entries.length < page.limit);
  return { entries, next, ...inCurrency(currency) };
}
