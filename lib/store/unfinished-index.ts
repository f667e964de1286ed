import { type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { nextDueAt, OPEN_PARTITIONS } from '../domain/retry-schedule.ts';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';

const Entry = z.looseObject({ due_at: SafeNumber, attempts: z.optional(SafeNumber) });

/** Something open that is due, with its key, when it was due and how often it was started again. */
export interface Due<K> {
  readonly key: K;
  readonly dueAt: number;
  readonly attempts: number;
}

/** What an item carries while it is open: it is then in the sparse index `open`, sorted by when it is due. */
export function unfinishedAttributes(partition: string, dueAt: number) {
  return { open: partition, due_at: dueAt, attempts: 0 };
}

/**
 * What is open and due at `now`, over all partitions, the longest overdue first in each, at most `limit` of each.
 * @param Key the schema of the table's key
 */
export async function dueIn<K>(
  documents: DynamoDBDocumentClient,
  table: string,
  Key: z.ZodMiniType<K>,
  now: number,
  limit: number,
): Promise<Due<K>[]> {
  const pages = await Promise.all(
    OPEN_PARTITIONS.map((partition) =>
      documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'open',
          KeyConditionExpression: '#open = :partition AND due_at <= :now',
          ExpressionAttributeNames: { '#open': 'open' },
          ExpressionAttributeValues: { ':partition': partition, ':now': now },
          Limit: limit,
        }),
      ),
    ),
  );
  return pages
    .flatMap((page) => page.Items ?? [])
    .map((item) => {
      const { due_at, attempts } = Entry.parse(item);
      return { key: Key.parse(item), dueAt: due_at, attempts: attempts ?? 0 };
    });
}

/** A count of what is open reads at most this many pages of each partition, several thousand keys each. */
const MAX_PAGES = 10;

/** The keys of everything open, due or not. @param Key the schema of the table's key */
export async function unfinishedKeys<K>(
  documents: DynamoDBDocumentClient,
  table: string,
  Key: z.ZodMiniType<K>,
): Promise<K[]> {
  const keys = await Promise.all(OPEN_PARTITIONS.map((partition) => keysOf(documents, table, partition)));
  return keys.flat().map((item) => Key.parse(item));
}

async function keysOf(documents: DynamoDBDocumentClient, table: string, partition: string): Promise<object[]> {
  const items: object[] = [];
  let from: Record<string, unknown> | undefined;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'open',
        KeyConditionExpression: '#open = :partition',
        ExpressionAttributeNames: { '#open': 'open' },
        ExpressionAttributeValues: { ':partition': partition },
        ExclusiveStartKey: from,
      }),
    );
    items.push(...Items);
    from = LastEvaluatedKey;
    if (!from) break;
  }
  return items;
}

/**
 * Claims one that is due by making it due later, so that of two sweepers only one starts it.
 * @param sweepId no other sweep's: by it a write that is repeated because its reply was lost finds its own claim
 * @returns whether this call claimed it; not if it is open no more, or somebody else was first
 */
export async function postpone<K extends Record<string, string>>(
  documents: DynamoDBDocumentClient,
  table: string,
  due: Due<K>,
  now: number,
  sweepId: string,
): Promise<boolean> {
  const postponed = await conditionally(
    documents.send(
      new UpdateCommand({
        TableName: table,
        Key: due.key,
        UpdateExpression: 'SET due_at = :next, attempts = :attempts, sweep_id = :sweep',
        ConditionExpression: 'attribute_exists(#open) AND (due_at = :due OR sweep_id = :sweep)',
        ExpressionAttributeNames: { '#open': 'open' },
        ExpressionAttributeValues: {
          ':due': due.dueAt,
          ':next': nextDueAt(now, due.attempts + 1),
          ':attempts': due.attempts + 1,
          ':sweep': sweepId,
        },
      }),
    ),
  );
  return 'ok' in postponed;
}
