import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { StatementEntry, StatementVector } from '../domain/statement.ts';
import { allItems } from './all-items.ts';
import { entryFollowing } from './entry-item.ts';

/** An entry as it is in the table. Its number may be none, if a hand wrote it. */
export interface EntryItem {
  /** As it is stored: a number in DynamoDB's digits. Within a block it is the place of the entry. */
  readonly seq: string;
  /** Undefined if what is there is no entry. */
  readonly entry: StatementEntry | undefined;
  /** How many postings of each item of a wallet in stripes are there up to this entry, if it ends a block. */
  readonly vector?: StatementVector | undefined;
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
const Following = z.object({
  t: z.string(),
  a: whole.transform(BigInt),
  m: whole.transform(Number).refine(Number.isSafeInteger),
  h: z.instanceof(Uint8Array),
});
const Rest = z.object({
  block: z.array(z.unknown()).catch([undefined]).default([]),
  vector: z.record(z.string(), whole.transform(Number)).optional().catch(undefined),
});

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

  /** All entries of a wallet in the order of their numbers, strongly consistent. */
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
    for await (const item of items) yield* entriesIn(item);
  }
}

/** The entry of an item, and those of its block. After one that is none, nothing says what the next ones are. */
function* entriesIn(item: unknown): Generator<EntryItem, void, void> {
  const { seq } = Key.parse(item);
  const { block, vector } = Rest.parse(item);
  let entry = Item.safeParse(item).data;
  for (let n = 0; ; n++) {
    const isLast = n === block.length;
    yield { seq: n === 0 ? seq : String(Number(seq) + n), entry, ...(isLast && vector && { vector }) };
    if (isLast || !entry) return;
    const following = Following.safeParse(block[n]).data;
    entry = following && entryFollowing(entry, following);
  }
}
