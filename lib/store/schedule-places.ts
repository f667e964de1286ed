import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { readAll } from './batches.ts';
import { conditionally } from './documents.ts';
import { ScheduleKey } from './schedule-items.ts';

/** The item of a wallet that has the ids of its active schedules. It sorts before every schedule. */
export const PLACES = '#places';
/** The most active schedules of a wallet. */
export const MAX_ACTIVE = 100;

const Places = z.object({ active: z.looseObject({}) });
const Found = z.extend(ScheduleKey, { status: z.string() });

/**
 * Bounds the active schedules of each wallet: one item has their ids. A schedule takes its place before
 * it is written. Places of schedules that are over are given back when no other is free, so that no
 * payment has to.
 */
export class SchedulePlaces {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Takes a place in one conditional write. One that the schedule has already stays.
   * @returns whether there was one; if not, the ids that have them
   */
  async take(walletId: string, scheduleId: string, limit = MAX_ACTIVE): Promise<{ taken: true } | { by: string[] }> {
    for (;;) {
      const taken = await conditionally(
        this.#documents.send(
          new UpdateCommand({
            TableName: this.#table,
            Key: keyOf(walletId),
            UpdateExpression: 'SET active.#id = :one',
            ConditionExpression: 'attribute_exists(active) AND (size(active) < :limit OR attribute_exists(active.#id))',
            ExpressionAttributeNames: { '#id': scheduleId },
            ExpressionAttributeValues: { ':one': 1, ':limit': limit },
          }),
        ),
      );
      if ('ok' in taken) return { taken: true };
      const standing = await this.#placesOf(walletId);
      if (!standing) await this.#open(walletId);
      // With room by now the item is new, or a place was given back since.
      else if (Object.keys(standing).length >= limit) return { by: Object.keys(standing) };
    }
  }

  /** How many schedules of a wallet are active, strongly consistent. */
  async countActive(walletId: string): Promise<number> {
    const ids = Object.keys((await this.#placesOf(walletId)) ?? {});
    const statuses = await this.statuses(walletId, ids);
    return [...statuses.values()].filter((status) => status === 'ACTIVE').length;
  }

  async #placesOf(walletId: string): Promise<object | undefined> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: keyOf(walletId), ConsistentRead: true }),
    );
    return item && Places.parse(item).active;
  }

  /** Makes the item of a wallet, unless another request has. */
  async #open(walletId: string): Promise<void> {
    await conditionally(
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: { ...keyOf(walletId), active: {} },
          ConditionExpression: 'attribute_not_exists(active)',
        }),
      ),
    );
  }

  /** Gives places back. One that is free already stays free. */
  async giveBack(walletId: string, scheduleIds: readonly string[]): Promise<void> {
    const names = scheduleIds.map((id, n) => [`#${n}`, id] as const);
    if (names.length === 0) return;
    await this.#documents.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: keyOf(walletId),
        UpdateExpression: `REMOVE ${names.map(([name]) => `active.${name}`).join(', ')}`,
        ConditionExpression: 'attribute_exists(active)',
        ExpressionAttributeNames: Object.fromEntries(names),
      }),
    );
  }

  /** The status of each schedule that exists, strongly consistent. */
  async statuses(walletId: string, scheduleIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const keys = scheduleIds.map((schedule_id) => ({ from_id: walletId, schedule_id }));
    const items = await readAll(this.#documents, this.#table, keys, { ConsistentRead: true });
    return new Map(items.map((item) => Found.parse(item)).map(({ schedule_id, status }) => [schedule_id, status]));
  }
}

function keyOf(walletId: string) {
  return { from_id: walletId, schedule_id: PLACES };
}
