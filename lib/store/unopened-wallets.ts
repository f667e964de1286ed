import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { allItems } from './all-items.ts';
import { ShardWallets } from './shard-wallets.ts';

const Key = z.object({ wallet_id: z.string() });

/**
 * The wallets of a shard without a statement, because they are older than statements. A new wallet
 * has its statement from the start.
 */
export class UnopenedWallets {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /** Their ids. It reads the whole table, strongly consistently. */
  async *ids(): AsyncGenerator<string> {
    const items = allItems((ExclusiveStartKey) =>
      this.#documents.send(
        new ScanCommand({
          TableName: this.#table,
          ProjectionExpression: 'wallet_id',
          FilterExpression: 'attribute_exists(spendable) AND attribute_not_exists(posted)',
          ConsistentRead: true,
          ExclusiveStartKey,
        }),
      ),
    );
    for await (const item of items) yield Key.parse(item).wallet_id;
  }

  /** @returns whether this call opened the statement */
  open(walletId: string, now: number): Promise<boolean> {
    return new ShardWallets(this.#documents, this.#table).openStatement(walletId, now);
  }
}
