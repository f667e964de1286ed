import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { ShardWallet } from '../domain/shard-wallet.ts';
import { placeOfItem, stripeIds, wholeWallet } from '../domain/stripes.ts';
import { batchesOf } from './batches.ts';
import { SafeNumber } from './items.ts';
import { listedWalletOf } from './shard-wallet-item.ts';

/** What a wallet has left that is on another shard. One that is moving has its money. */
const Moved = z.object({
  wallet_id: z.string(),
  to_shard: SafeNumber,
  spendable: z.optional(z.unknown()),
  stripes: z.optional(z.unknown()),
});

/** A wallet in stripes: its own item, and the stripes by number. */
export interface StripedItems {
  readonly main: ShardWallet;
  readonly stripes: readonly ShardWallet[];
}

/** Reads the items of a shard's wallets, as operators look at them. It writes nothing. */
export class ShardItems {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * The wallets of these ids that exist, strongly consistent, by id: each whole, with its stripes. One
   * request for each 100 items. A wallet that has moved away is not among them.
   * @throws Error if the database does not return all of them at once
   */
  async get(walletIds: readonly string[]): Promise<ReadonlyMap<string, ShardWallet>> {
    const found = await this.#withStripes(walletIds);
    return new Map(found.map(({ main, stripes }) => [main.walletId, wholeWallet(main, stripes)]));
  }

  /**
   * The items of these wallets by the wallet's id, read as by `get`.
   * @throws Error if the database does not return all of them at once
   */
  async each(walletIds: readonly string[]): Promise<ReadonlyMap<string, StripedItems>> {
    const found = await this.#withStripes(walletIds);
    return new Map(found.map((items) => [items.main.walletId, items]));
  }

  /**
   * The items of a wallet, strongly consistent; undefined if it is not here.
   * @throws Error if the database does not return all of them at once
   */
  async itemsOf(walletId: string): Promise<StripedItems | undefined> {
    const [found] = await this.#withStripes([walletId]);
    return found;
  }

  /**
   * The shards to which those of these wallets have moved that were here, by id. Strongly consistent.
   * @throws Error if the database does not return all of them at once
   */
  async movedTo(walletIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const pages = await Promise.all(batchesOf([...new Set(walletIds)]).map((batch) => this.#items(batch)));
    return new Map(
      pages.flat().flatMap((item) => {
        const { data } = Moved.safeParse(item);
        // The stripes of one that moves become tombstones before its own item does.
        const isAway = data !== undefined && (data.spendable === undefined || data.stripes !== undefined);
        return isAway ? [[data.wallet_id, data.to_shard]] : [];
      }),
    );
  }

  /** Reads the wallets' own items first: then nothing that a stripe gives meanwhile is missing. */
  async #withStripes(walletIds: readonly string[]): Promise<StripedItems[]> {
    const mains = await this.#read(walletIds);
    const ids = mains.flatMap(({ walletId, stripes }) => stripeIds(walletId, stripes));
    const byWallet = Map.groupBy(await this.#read(ids), ({ walletId }) => placeOfItem(walletId).walletId);
    return mains.flatMap((main) => {
      const numbered = new Map(byWallet.get(main.walletId)?.map((one) => [one.walletId, one]));
      const stripes = stripeIds(main.walletId, main.stripes).flatMap((id) => numbered.get(id) ?? []);
      return stripes.length === (main.stripes ?? 0) ? { main, stripes } : [];
    });
  }

  async #read(itemIds: readonly string[]): Promise<ShardWallet[]> {
    const pages = await Promise.all(batchesOf([...new Set(itemIds)]).map((batch) => this.#items(batch)));
    return pages.flat().flatMap((item) => listedWalletOf(item) ?? []);
  }

  async #items(walletIds: readonly string[]): Promise<Record<string, unknown>[]> {
    const Keys = walletIds.map((wallet_id) => ({ wallet_id }));
    const { Responses, UnprocessedKeys = {} } = await this.#documents.send(
      new BatchGetCommand({ RequestItems: { [this.#table]: { Keys, ConsistentRead: true } } }),
    );
    if (Object.keys(UnprocessedKeys).length > 0) throw new Error(`${this.#table} is throttled`);
    return Responses?.[this.#table] ?? [];
  }
}
