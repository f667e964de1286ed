import * as routes from '../api/shard-moves.ts';
import { entryOf, entryView } from '../api/statement-entry.ts';
import type { TokenFor } from '../auth/service-tokens.ts';
import type { LastEntry } from '../domain/statement.ts';
import { withVector } from '../domain/striped-statement.ts';
import type { Move, WalletOnShard } from '../domain/wallet-move.ts';
import type { SendJson } from './send.ts';
import { ShardCalls } from './shard-calls.ts';
import { bodyOf, type Outcome, successOf } from './shard-outcome.ts';
import type { EntriesPage } from './shard-statements.ts';

/** The item of a wallet that comes to a shard by the move `op`. */
export interface PutRequest {
  readonly walletId: string;
  readonly op: number;
  /** The shard that it comes from. */
  readonly from: number;
  /** As that shard has given it. */
  readonly item: string;
}

type PlaceRoute =
  | typeof routes.place
  | typeof routes.markWallet
  | typeof routes.putWallet
  | typeof routes.tombWallet
  | typeof routes.stayWallet;

/**
 * The client of the shards' routes for those who move wallets. Each method takes the number of the shard
 * that it asks. A call is one attempt, may be repeated, and may come late: a move with a larger number
 * undoes nothing by it. Each `now` is ms since 1970.
 */
export class WalletMoves {
  readonly #calls: ShardCalls;

  /** @param addresses the base URLs, by number */
  constructor(addresses: readonly string[], tokenFor: TokenFor, send?: SendJson) {
    this.#calls = new ShardCalls(addresses, tokenFor, send);
  }

  /** The number of shards. */
  get count(): number {
    return this.#calls.count;
  }

  /**
   * What the shard has of the wallet.
   * @throws ShardUnavailable
   */
  async place(walletId: string, shard: number, now: number): Promise<WalletOnShard> {
    return placed(routes.place, await this.#calls.call(routes.place, { path: { wallet_id: walletId } }, now, shard));
  }

  /**
   * Marks the wallet as moving to `to`, if it is live on the shard with a smaller number.
   * @returns what the shard has afterwards, with the item if the wallet is moving
   * @throws ShardUnavailable
   */
  async mark({ walletId, op, to }: Move, shard: number, now: number): Promise<WalletOnShard> {
    const body = { wallet_id: walletId, op, to };
    return placed(routes.markWallet, await this.#calls.call(routes.markWallet, { body }, now, shard));
  }

  /**
   * Puts the wallet on the shard, unless the shard has had it since.
   * @returns what the shard has afterwards; `entries_behind` if the entries of its statement must be
   *   copied first
   * @throws ShardUnavailable
   */
  async put(
    { walletId, op, from, item }: PutRequest,
    shard: number,
    now: number,
  ): Promise<WalletOnShard | 'entries_behind'> {
    const body = { wallet_id: walletId, op, from, item };
    const outcome = await this.#calls.call(routes.putWallet, { body }, now, shard);
    return outcome.error === 'entries_behind' ? outcome.error : placed(routes.putWallet, outcome);
  }

  /**
   * Leaves the tombstone of a wallet that is moving by this number or a smaller one. Only after its put
   * was answered, or after the wallet was seen on another shard with this number.
   * @throws ShardUnavailable
   */
  async tomb({ walletId, op }: Omit<Move, 'to'>, shard: number, now: number): Promise<WalletOnShard> {
    const body = { wallet_id: walletId, op };
    return placed(routes.tombWallet, await this.#calls.call(routes.tombWallet, { body }, now, shard));
  }

  /**
   * Gives a wallet that is live on the shard, where it shall be, the number of the move.
   * @throws ShardUnavailable
   */
  async stay({ walletId, op }: Omit<Move, 'to'>, shard: number, now: number): Promise<WalletOnShard> {
    const body = { wallet_id: walletId, op };
    return placed(routes.stayWallet, await this.#calls.call(routes.stayWallet, { body }, now, shard));
  }

  /**
   * Copies entries of a statement to the shard, at most `MAX_COPIED`, the oldest first.
   * @returns the number of the last entry there; `entries_behind` if entries before them are missing
   * @throws ShardUnavailable
   */
  async copyEntries(
    walletId: string,
    entries: readonly LastEntry[],
    shard: number,
    now: number,
  ): Promise<number | 'entries_behind'> {
    const vector = entries.at(-1)?.vector;
    const body = { wallet_id: walletId, entries: entries.map(entryView), ...(vector && { vector: { ...vector } }) };
    const outcome = await this.#calls.call(routes.copyEntries, { body }, now, shard);
    if (outcome.error === 'entries_behind') return outcome.error;
    return bodyOf(routes.copyEntries, successOf(routes.copyEntries, outcome)).entries;
  }

  /**
   * A page of the entries that are on the shard, wherever the wallet is: the oldest first, strongly
   * consistent.
   * @param page `after`: the number of the last entry of the page before
   * @throws ShardUnavailable
   */
  async entries(
    walletId: string,
    shard: number,
    { after, limit = routes.MAX_COPIED }: { readonly after?: number | undefined; readonly limit?: number },
    now: number,
  ): Promise<EntriesPage & { readonly entries: readonly LastEntry[] }> {
    const query = { limit: String(limit), ...(after !== undefined && { after: String(after) }) };
    const json = await this.#calls.callOrThrow(routes.entries, { path: { wallet_id: walletId }, query }, now, shard);
    const { entries, vector, next_cursor } = bodyOf(routes.entries, json);
    return { entries: withVector(entries.map(entryOf), vector), next: next_cursor };
  }
}

/** @throws ShardUnavailable */
function placed(
  route: Pick<PlaceRoute, 'operationId' | 'responses'>,
  outcome: Outcome<PlaceRoute['errors'][number]>,
): WalletOnShard {
  const { to, from, seq, posted_at: postedAt, item, ...place } = bodyOf(route, successOf(route, outcome));
  return {
    ...place,
    ...(to !== undefined && { to }),
    ...(from !== undefined && { from }),
    ...(seq !== undefined && { seq }),
    ...(postedAt !== undefined && { postedAt }),
    ...(item !== undefined && { item }),
  };
}
