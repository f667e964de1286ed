import { createHash } from 'node:crypto';
import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { PaidPair } from '../domain/new-payee.ts';
import { allItems } from './all-items.ts';
import { readAll } from './batches.ts';

const Key = z.object({ payee: z.string() });

/**
 * The payees whom users with a second factor have paid from a wallet, where the stage asks for it at new
 * ones: an item for each user, wallet and payee, without an end. The key has a hash of both wallets,
 * because their ids together may be longer than a key.
 */
export class KnownPayees {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /** The pairs that are not stored for the user, strongly consistent. @param pairs each once */
  async unknownOf(userId: string, pairs: readonly PaidPair[]): Promise<readonly PaidPair[]> {
    const keys = pairs.map((pair) => keyOf(userId, pair));
    const read = await readAll(this.#documents, this.#table, keys, { ConsistentRead: true });
    const found = new Set(
      z
        .array(Key)
        .parse(read)
        .map(({ payee }) => payee),
    );
    return pairs.filter((pair) => !found.has(hashOf(pair)));
  }

  /** Stores a pair for the user. It may be repeated. */
  async add(userId: string, pair: PaidPair): Promise<void> {
    await this.#documents.send(new PutCommand({ TableName: this.#table, Item: keyOf(userId, pair) }));
  }

  /** Forgets every payee of a user. It may be repeated. */
  async forget(userId: string): Promise<void> {
    const items = allItems((ExclusiveStartKey) =>
      this.#documents.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: 'user_id = :user',
          ExpressionAttributeValues: { ':user': userId },
          ConsistentRead: true,
          ExclusiveStartKey,
        }),
      ),
    );
    for await (const item of items) await this.#remove(userId, Key.parse(item).payee);
  }

  async #remove(userId: string, payee: string): Promise<void> {
    await this.#documents.send(new DeleteCommand({ TableName: this.#table, Key: { user_id: userId, payee } }));
  }
}

function keyOf(userId: string, pair: PaidPair) {
  return { user_id: userId, payee: hashOf(pair) };
}

function hashOf({ walletId, payeeId }: PaidPair): string {
  return createHash('sha256').update(`${walletId}:${payeeId}`).digest('base64url');
}
