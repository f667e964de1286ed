import { type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { nextDueAt, UNFINISHED_PARTITIONS } from '../domain/retry-schedule.ts';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';

const Entry = z.looseObject({ due_at: SafeNumber, attempts: z.optional(SafeNumber) });

/** An unfinished item that is due: its key, the time it is due, and the number of restarts. */
export interface Due<K> {
  readonly key: K;
  readonly dueAt: number;
  readonly attempts: number;
}

/**
 * The attributes of an unfinished item. They put it into the sparse index `open`, sorted by the
 * time it is due.
 */
export function unfinishedAttributes(partition: string, dueAt: number) {
  return { open: partition, due_at: dueAt, attempts: 0 };
}

/**
 * The unfinished items that are due at `now`: at most `limit` from each partition, the longest
 * overdue first.
 * @param Key the schema of the table's key
 */
export async function dueIn<K>(
  documents: DynamoDBDocumentClient,
  table: string,
  Key: z.ZodMiniType<K>,
  now: number,
  limit: number,
  partitions: readonly string[] = UNFINISHED_PARTITIONS,
): Promise<Due<K>[]> {
  const pages = await Promise.all(
    partitions.map((partition) =>
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

/** The maximum of pages read from each partition; a page has several thousand keys. */
const MAX_PAGES = 10;

/**
 * The keys of all unfinished items, due or not.
 * @param Key the schema of the table's key
 * @param partitions of the index; all of them by default
 * @param maxPages the most pages of each
 */
export async function unfinishedKeys<K>(
  documents: DynamoDBDocumentClient,
  table: string,
  Key: z.ZodMiniType<K>,
  partitions: readonly string[] = UNFINISHED_PARTITIONS,
  maxPages = MAX_PAGES,
): Promise<K[]> {
  const keys = await Promise.all(partitions.map((partition) => keysOf(documents, table, partition, maxPages)));
  return keys.flat().map((item) => Key.parse(item));
}

async function keysOf(
  documents: DynamoDBDocumentClient,
  table: string,
  partition: string,
  maxPages: number,
): Promise<object[]> {
  const items: object[] = [];
  let from: Record<string, unknown> | undefined;
  for (let page = 1; page <= maxPages; page++) {
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

/** An item keeps the times of its first restarts and of the last one, so that it stays small. */
const RESTARTS_KEPT = 20;

/**
 * The attribute with the time of a restart. Each has its own, so that a repeated write changes
 * nothing.
 * @param attempt from 1 on
 */
function restartAttribute(attempt: number): string {
  return `restart_${Math.min(attempt, RESTARTS_KEPT)}`;
}

/**
 * When the sweeper restarted an item, in ms since 1970, in order: the first 19 times and the last.
 * Restarts from before 2026-11-26 have no times.
 */
export function restartsOf(item: Readonly<Record<string, unknown>>): number[] {
  return Array.from({ length: RESTARTS_KEPT }, (_, n) => item[restartAttribute(n + 1)]).flatMap((time) => {
    const { data } = SafeNumber.safeParse(time);
    return data === undefined ? [] : [data];
  });
}

/**
 * Claims a due item by making it due later, so that only one of two sweepers restarts it.
 * @param sweepId unique to the sweep: a write that is repeated because its response was lost finds
 * its own claim
 * @returns whether this call claimed it; false if it is finished or another sweep was first
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
        UpdateExpression: 'SET due_at = :next, attempts = :attempts, sweep_id = :sweep, #restart = :now',
        ConditionExpression: 'attribute_exists(#open) AND (due_at = :due OR sweep_id = :sweep)',
        ExpressionAttributeNames: { '#open': 'open', '#restart': restartAttribute(due.attempts + 1) },
        ExpressionAttributeValues: {
          ':due': due.dueAt,
          ':next': nextDueAt(now, due.attempts + 1),
          ':attempts': due.attempts + 1,
          ':sweep': sweepId,
          ':now': now,
        },
      }),
    ),
  );
  return 'ok' in postponed;
}
