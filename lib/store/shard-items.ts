import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { ShardWallet } from '../domain/shard-wallet.ts';
import { batchesOf } from './batches.ts';
import { SafeNumber } from './items.ts';
import { listedWalletOf } from './shard-wallet-item.ts';

/** What a wallet has left that is on another shard. One that is moving has its money. */
const Moved = z.object({ wallet_id: z.string(), to_shard: SafeNumber, spendable: z.optional(z.unknown()) });

/** Reads the items of a shard's wallets, as operators look at them. It writes nothing. */
export class ShardItems {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * The wallets of these ids that exist, strongly consistent, by id. One request for each 100. A wallet
   * that has moved away is not among them.
   * @throws Error if the database does not return all of them at once
   */
  async get(walletIds: readonly string[]): Promise<ReadonlyMap<string, ShardWallet>> {
    const pages = await Promise.all(batchesOf([...new Set(walletIds)]).map((batch) => this.#read(batch)));
    return new Map(pages.flat().map((wallet) => [wallet.walletId, wallet]));
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
        return data && data.spendable === undefined ? [[data.wallet_id, data.to_shard]] : [];
      }),
    );
  }

  async #read(walletIds: readonly string[]): Promise<ShardWallet[]> {
    return (await this.#items(walletIds)).flatMap((item) => listedWalletOf(item) ?? []);
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
