import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { StatementEntry } from '../domain/statement.ts';
import { allItems } from './all-items.ts';

/** An item of the table of entries as it is there. Its number may be none, if a hand wrote it. */
export interface EntryItem {
  /** As it is stored: a number in DynamoDB's digits. */
  readonly seq: string;
  /** Undefined if the item is no entry. */
  readonly entry: StatementEntry | undefined;
}

const whole = z.string().regex(/^-?\d+$/);
const Item = z
  .object({
    wallet_id: z.string(),
    seq: whole.transform(Number),
    tx_id: z.string().optional(),
    amount: whole.transform(BigInt),
    balance: whole.transform(BigInt),
    posted_at: whole.transform(Number).refine(Number.isSafeInteger),
    hash: z.string(),
  })
  .transform(
    ({ wallet_id, seq, tx_id, amount, balance, posted_at, hash }): StatementEntry => ({
      walletId: wallet_id,
      seq,
      ...(tx_id !== undefined && { txId: tx_id }),
      amount,
      balance,
      postedAt: posted_at,
      hash,
    }),
  );
const Key = z.object({ seq: z.string() });

/**
 * Reads a table of entries for operators, who suspect that a hand wrote in it. It takes every
 * number as text, because one with a fraction is no bigint. It writes nothing.
 */
export class EntryItems {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor({ endpoint, region }: { endpoint?: string | undefined; region?: string | undefined }, table: string) {
    const client = new DynamoDBClient({ ...(endpoint && { endpoint }), ...(region && { region }) });
    this.#documents = DynamoDBDocumentClient.from(client, {
      unmarshallOptions: { wrapNumbers: (digits: string) => digits },
    });
    this.#table = table;
  }

  /** All items of a wallet in the order of their numbers, strongly consistent. */
  async *of(walletId: string): AsyncGenerator<EntryItem, void, void> {
    const items = allItems((ExclusiveStartKey) =>
      this.#documents.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: 'wallet_id = :wallet',
          ExpressionAttributeValues: { ':wallet': walletId },
          ConsistentRead: true,
          ExclusiveStartKey,
        }),
      ),
    );
    for await (const item of items) yield { seq: Key.parse(item).seq, entry: Item.safeParse(item).data };
  }
}
