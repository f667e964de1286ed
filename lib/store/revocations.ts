import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Revocation, StoredRevocation } from '../domain/revocation.ts';
import { allItems } from './all-items.ts';
import { SafeNumber } from './items.ts';

/** All revocations are in one partition, so that one query reads what is new. */
const SERIES = 'tokens';
/** So that entries sort by time until the year 2286. */
const DIGITS = 13;
/** The list outlives every token that it refuses: two hours are twice the longest. */
const KEEP_SECONDS = 2 * 3_600;

const Item = z.union([
  z.object({ entry: z.string(), session_id: z.string() }),
  z.object({ entry: z.string(), user_id: z.string(), generation: SafeNumber }),
]);

/**
 * The access tokens that are refused before they expire. It is a table of its own, because every
 * function with a user reads it, and needs no right to read sessions.
 */
export class Revocations {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /** Revokes. It may be repeated. @param now ms since 1970 */
  async add(revocation: Revocation, now: number): Promise<void> {
    const isOfSession = 'sessionId' in revocation;
    await this.#documents.send(
      new PutCommand({
        TableName: this.#table,
        Item: {
          series: SERIES,
          entry: keyOf(now, isOfSession ? revocation.sessionId : revocation.userId),
          expires_at: Math.ceil(now / 1_000) + KEEP_SECONDS,
          ...(isOfSession
            ? { session_id: revocation.sessionId }
            : { user_id: revocation.userId, generation: revocation.generation }),
        },
      }),
    );
  }

  /** What was revoked at this time or later, strongly consistent. @param at ms since 1970 */
  async since(at: number): Promise<StoredRevocation[]> {
    const items = allItems((ExclusiveStartKey) =>
      this.#documents.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: 'series = :series AND entry >= :since',
          ExpressionAttributeValues: { ':series': SERIES, ':since': keyOf(at, '') },
          ConsistentRead: true,
          ExclusiveStartKey,
        }),
      ),
    );
    return Array.fromAsync(items, (item) => stored(Item.parse(item)));
  }
}

function stored(item: z.infer<typeof Item>): StoredRevocation {
  const at = Number(item.entry.slice(0, DIGITS));
  if ('session_id' in item) return { at, revocation: { sessionId: item.session_id } };
  return { at, revocation: { userId: item.user_id, generation: item.generation } };
}

function keyOf(at: number, subject: string): string {
  return `${String(Math.max(0, at)).padStart(DIGITS, '0')}#${subject}`;
}
