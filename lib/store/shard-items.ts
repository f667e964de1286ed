import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ShardWallet } from '../domain/shard-wallet.ts';
import { batchesOf } from './batches.ts';
import { listedWalletOf } from './shard-wallet-item.ts';

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

  async #read(walletIds: readonly string[]): Promise<ShardWallet[]> {
    const Keys = walletIds.map((wallet_id) => ({ wallet_id }));
    const { Responses, UnprocessedKeys = {} } = await this.#documents.send(
      new BatchGetCommand({ RequestItems: { [this.#table]: { Keys, ConsistentRead: true } } }),
    );
    if (Object.keys(UnprocessedKeys).length > 0) throw new Error(`${this.#table} is throttled`);
    return (Responses?.[this.#table] ?? []).flatMap((item) => listedWalletOf(item) ?? []);
  }
}
