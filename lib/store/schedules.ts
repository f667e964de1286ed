import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Schedule } from '../domain/schedule.ts';
import { allItems } from './all-items.ts';
import { conditionally } from './documents.ts';
import { ScheduleItem, ScheduleKey, type StoredSchedule, scheduleItem } from './schedule-items.ts';
import { PLACES } from './schedule-places.ts';
import { type Due, dueIn } from './unfinished-index.ts';

export type { ScheduleKey, StoredSchedule } from './schedule-items.ts';

const Owned = z.extend(ScheduleKey, { owner: z.optional(z.string()) });

/**
 * The schedules of wallets: an item for each, which every change writes whole. Its condition is that
 * the item is as it was read. So of a change, a cancellation and the start of a payment that come at
 * once exactly one is written, and the others look again.
 */
export class Schedules {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Writes a new schedule. One with its id stays as it is: it was made by the same request, sent before.
   * @returns the schedule with that id
   */
  async create(schedule: Schedule): Promise<Schedule> {
    const key = { from_id: schedule.payment.fromId, schedule_id: schedule.scheduleId };
    const created = await conditionally(
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: scheduleItem(schedule, 1, schedule.scheduleId),
          ConditionExpression: 'attribute_not_exists(schedule_id)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
    if ('ok' in created) return schedule;
    const standing = created.item === undefined ? await this.get(key) : ScheduleItem.parse(created.item);
    if (!standing) throw new Error('a schedule has disappeared');
    return standing.schedule;
  }

  /**
   * Writes a schedule over what was read.
   * @param changeId unique to the change: a write that is repeated because its response was lost finds
   *   itself
   * @returns whether the item was as it was read
   */
  async change({ version }: Pick<StoredSchedule, 'version'>, changed: Schedule, changeId: string): Promise<boolean> {
    const written = await conditionally(
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: scheduleItem(changed, version + 1, changeId),
          ConditionExpression: 'version = :read OR changed_by = :change',
          ExpressionAttributeValues: { ':read': version, ':change': changeId },
        }),
      ),
    );
    return 'ok' in written;
  }

  /** One schedule, strongly consistent. */
  async get({ from_id, schedule_id }: ScheduleKey): Promise<StoredSchedule | undefined> {
    const Key = { from_id, schedule_id };
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key, ConsistentRead: true }),
    );
    return item && ScheduleItem.parse(item);
  }

  /**
   * A page of the schedules that a user made for a wallet, newest first, strongly consistent.
   * @param page `before`: the last id of the page before
   */
  async page(
    { walletId, owner }: { walletId: string; owner: string },
    page: { limit: number; before?: string | undefined },
  ): Promise<{ schedules: Schedule[]; next: string | undefined }> {
    const { Items: items = [] } = await this.#documents.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression:
          page.before === undefined
            ? 'from_id = :wallet AND schedule_id > :places'
            : 'from_id = :wallet AND schedule_id BETWEEN :first AND :before',
        ExpressionAttributeValues: {
          ':wallet': walletId,
          ...(page.before === undefined ? { ':places': PLACES } : { ':first': '0', ':before': page.before }),
        },
        ScanIndexForward: false,
        ConsistentRead: true,
        // The last of the page before, and one more that shows whether there is another page.
        Limit: page.limit + (page.before === undefined ? 1 : 2),
      }),
    );
    const found = items
      .map((item) => ScheduleItem.parse(item).schedule)
      .filter((one) => one.scheduleId !== page.before);
    const listed = found.slice(0, page.limit);
    return {
      schedules: listed.filter((schedule) => schedule.owner === owner),
      next: found.length > page.limit ? listed.at(-1)?.scheduleId : undefined,
    };
  }

  /**
   * Deletes the schedules that a user made for a wallet, active or over, and what counts them. It may be
   * repeated.
   */
  async forget({ walletId, owner }: { walletId: string; owner: string }): Promise<void> {
    const items = allItems((ExclusiveStartKey) =>
      this.#documents.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: 'from_id = :wallet',
          ExpressionAttributeValues: { ':wallet': walletId },
          ConsistentRead: true,
          ExclusiveStartKey,
        }),
      ),
    );
    for await (const item of items) {
      const { from_id, schedule_id, owner: by } = Owned.parse(item);
      if (by !== owner && schedule_id !== PLACES) continue;
      await this.#documents.send(new DeleteCommand({ TableName: this.#table, Key: { from_id, schedule_id } }));
    }
  }

  /** The keys of what is due: at most `limit` of each index partition, the longest overdue first. */
  due(now: number, limit: number): Promise<Due<ScheduleKey>[]> {
    return dueIn(this.#documents, this.#table, ScheduleKey, now, limit);
  }
}
