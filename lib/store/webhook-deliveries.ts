import { type DynamoDBDocumentClient, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { DeliveryStatus, listedUntil, type RecordedDelivery } from '../domain/user-delivery.ts';
import { UserEvent } from '../domain/user-event-envelope.ts';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';

const Item = z.pipe(
  z.object({
    webhook: z.string(),
    id: z.string(),
    event: z.string(),
    status: DeliveryStatus,
    attempts: SafeNumber,
    since: z.string(),
    last_at: z.optional(z.string()),
    duration_ms: z.optional(SafeNumber),
    response_status: z.optional(SafeNumber),
    reason: z.optional(z.string()),
    next_at: z.optional(z.string()),
  }),
  z.transform(
    (item): RecordedDelivery => ({
      webhookId: item.webhook,
      event: UserEvent.parse(JSON.parse(item.event)),
      status: item.status,
      attempts: item.attempts,
      since: item.since,
      ...(item.last_at !== undefined && {
        last: {
          at: item.last_at,
          durationMs: item.duration_ms ?? 0,
          ...(item.response_status !== undefined && { status: item.response_status }),
          ...(item.reason !== undefined && { reason: item.reason }),
        },
      }),
      ...(item.next_at !== undefined && { nextAttemptAt: item.next_at }),
    }),
  ),
);

/** What is known of a delivery after an attempt, or without one. */
export interface DeliveryState extends Omit<RecordedDelivery, 'webhookId'> {
  readonly webhook: string;
}

/** The deliveries to users' webhooks of the last 30 days: one item for an event at a webhook. */
export class WebhookDeliveries {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Stores the state of a delivery, unless its user has sent it again since: then the attempts that
   * began with `since` are over.
   * @returns the delivery afterwards; undefined if it was sent again
   */
  async record({
    webhook,
    event,
    since,
    status,
    attempts,
    last,
    nextAttemptAt,
  }: DeliveryState): Promise<RecordedDelivery | undefined> {
    const values: Record<string, unknown> = {
      event: JSON.stringify(event),
      status,
      attempts,
      since,
      expires_at: Math.floor(listedUntil(event) / 1_000),
      last_at: last?.at,
      duration_ms: last?.durationMs,
      response_status: last?.status,
      reason: last?.reason,
      next_at: nextAttemptAt,
    };
    const set = Object.entries(values).filter(([, value]) => value !== undefined);
    // Without an attempt the one before stays listed.
    const removable = last ? Object.keys(values) : ['next_at'];
    const removed = removable.filter((name) => values[name] === undefined);
    const names = new Set([...set.map(([name]) => name), ...removed]);
    const recorded = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { webhook, id: event.id },
          UpdateExpression: [
            `SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}`,
            ...(removed.length > 0 ? [`REMOVE ${removed.map((name) => `#${name}`).join(', ')}`] : []),
          ].join(' '),
          ConditionExpression: 'attribute_not_exists(#since) OR #since <= :since',
          ExpressionAttributeNames: Object.fromEntries([...names].map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
          ReturnValues: 'ALL_NEW',
        }),
      ),
    );
    return 'ok' in recorded ? Item.parse(recorded.ok.Attributes) : undefined;
  }

  /** A delivery, strongly consistent. */
  async get(webhook: string, id: string): Promise<RecordedDelivery | undefined> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { webhook, id }, ConsistentRead: true }),
    );
    return item && Item.parse(item);
  }

  /** A page of the deliveries to a webhook, the newest events first, eventually consistent. */
  async page(
    webhook: string,
    { limit, after }: { limit: number; after?: string | undefined },
  ): Promise<{ deliveries: RecordedDelivery[]; next: string | undefined }> {
    const { Items = [] } = await this.#documents.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: after === undefined ? 'webhook = :webhook' : 'webhook = :webhook AND id < :after',
        ExpressionAttributeValues: { ':webhook': webhook, ':after': after },
        ScanIndexForward: false,
        // One item more shows whether there is another page.
        Limit: limit + 1,
      }),
    );
    const found = z.array(Item).parse(Items);
    const deliveries = found.slice(0, limit);
    return { deliveries, next: found.length > limit ? deliveries.at(-1)?.event.id : undefined };
  }
}
