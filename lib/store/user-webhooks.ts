import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  ScanCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { DisabledReason, MAX_WEBHOOKS, type UserWebhook, type WebhookChange } from '../domain/user-webhook.ts';
import { conditionally } from './documents.ts';

/** The prefix of the attributes that are webhooks. */
const WEBHOOK = 'webhook#';

const Stored = z.pipe(
  z.object({
    url: z.string(),
    types: z.array(z.string()),
    description: z.optional(z.string()),
    created_at: z.string(),
    disabled_at: z.optional(z.string()),
    disabled_reason: z.optional(DisabledReason),
    failing_since: z.optional(z.string()),
  }),
  z.transform(
    (stored): Omit<UserWebhook, 'id'> => ({
      url: stored.url,
      types: stored.types,
      ...(stored.description !== undefined && { description: stored.description }),
      createdAt: stored.created_at,
      ...(stored.disabled_at !== undefined &&
        stored.disabled_reason !== undefined && {
          disabled: { at: stored.disabled_at, reason: stored.disabled_reason },
        }),
      ...(stored.failing_since !== undefined && { failingSince: stored.failing_since }),
    }),
  ),
);

const Item = z.pipe(
  z.looseObject({}),
  z.transform((item): UserWebhook[] =>
    Object.entries(item)
      .filter(([name]) => name.startsWith(WEBHOOK))
      .map(([name, value]) => ({ id: name.slice(WEBHOOK.length), ...Stored.parse(value) }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  ),
);

/**
 * The webhooks of users, without their secrets: one item per user who has any. So the number of a
 * user's webhooks is a condition of the write that adds one.
 */
export class UserWebhooks {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Adds a webhook. One that is there already stays as it is.
   * @returns the stored webhook; undefined if the user has as many as allowed
   */
  async add(owner: string, webhook: UserWebhook): Promise<UserWebhook | undefined> {
    const added = await this.#update(owner, webhook.id, {
      UpdateExpression: 'SET #webhook = :webhook, used = if_not_exists(used, :none) + :one',
      ConditionExpression: 'attribute_not_exists(#webhook) AND (attribute_not_exists(used) OR used < :limit)',
      ExpressionAttributeValues: {
        ':webhook': {
          url: webhook.url,
          types: [...webhook.types],
          description: webhook.description,
          created_at: webhook.createdAt,
        },
        ':none': 0,
        ':one': 1,
        ':limit': MAX_WEBHOOKS,
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    if ('ok' in added) return webhook;
    const standing = added.item === undefined ? await this.of(owner) : Item.parse(added.item);
    return standing.find(({ id }) => id === webhook.id);
  }

  /** The webhooks of a user, in the order of their creation, strongly consistent. */
  of(owner: string): Promise<UserWebhook[]> {
    return this.#read(owner, true);
  }

  /** Eventually consistent, at half the price. A new webhook may be missing. */
  glimpse(owner: string): Promise<UserWebhook[]> {
    return this.#read(owner, false);
  }

  /**
   * Changes a webhook. One that is switched on, or has another address, counts as new: it is not
   * failing.
   * @param now ms since 1970
   * @returns the webhook afterwards; undefined if there is none, or an operator has disabled it and
   *   the change would enable it
   */
  async change(owner: string, id: string, change: WebhookChange, now: number): Promise<UserWebhook | undefined> {
    const { url, types, description, enabled } = change;
    const set: Record<string, unknown> = {
      ...(url !== undefined && { url }),
      ...(types !== undefined && { types: [...types] }),
      ...(typeof description === 'string' && { description }),
      ...(enabled === false && { disabled_at: new Date(now).toISOString(), disabled_reason: 'user' }),
    };
    const removed = [
      ...(description === null ? ['description'] : []),
      ...(enabled === true ? ['disabled_at', 'disabled_reason'] : []),
      ...(enabled === true || url !== undefined ? ['failing_since'] : []),
    ];
    if (Object.keys(set).length + removed.length === 0) return (await this.of(owner)).find((one) => one.id === id);
    const clauses = [
      ...(Object.keys(set).length > 0 ? [`SET ${Object.keys(set).map((name) => `#webhook.#${name} = :${name}`)}`] : []),
      ...(removed.length > 0 ? [`REMOVE ${removed.map((name) => `#webhook.#${name}`)}`] : []),
    ];
    const isSwitch = enabled !== undefined;
    const changed = await this.#update(owner, id, {
      UpdateExpression: clauses.join(' '),
      // What an operator has disabled, its user neither enables nor disables in another name.
      ConditionExpression: [
        'attribute_exists(#webhook)',
        ...(isSwitch
          ? ['(attribute_not_exists(#webhook.#disabled_reason) OR #webhook.#disabled_reason <> :operator)']
          : []),
      ].join(' AND '),
      ExpressionAttributeNames: Object.fromEntries(
        [...new Set([...Object.keys(set), ...removed, ...(isSwitch ? ['disabled_reason'] : [])])].map((name) => [
          `#${name}`,
          name,
        ]),
      ),
      ExpressionAttributeValues: {
        ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
        ...(isSwitch && { ':operator': 'operator' }),
      },
      ReturnValues: 'ALL_NEW',
    });
    if (!('ok' in changed)) return undefined;
    return Item.parse(changed.ok.Attributes).find((one) => one.id === id);
  }

  /** Removes a webhook, and the item with the last one. */
  async remove(owner: string, id: string): Promise<void> {
    for (;;) {
      const removed = await this.#update(owner, id, {
        UpdateExpression: 'SET used = used - :one REMOVE #webhook',
        ConditionExpression: 'attribute_exists(#webhook) AND used > :one',
        ExpressionAttributeValues: { ':one': 1 },
      });
      if ('ok' in removed || (await this.#removeLast(owner, id))) return;
      // Another webhook was added or removed in between.
      if (!(await this.of(owner)).some((one) => one.id === id)) return;
    }
  }

  async #removeLast(owner: string, id: string): Promise<boolean> {
    const removed = await conditionally(
      this.#documents.send(
        new DeleteCommand({
          TableName: this.#table,
          Key: { owner },
          ConditionExpression: 'attribute_exists(#webhook) AND used = :one',
          ExpressionAttributeNames: { '#webhook': WEBHOOK + id },
          ExpressionAttributeValues: { ':one': 1 },
        }),
      ),
    );
    return 'ok' in removed;
  }

  /** Remembers the time from which on all attempts failed, unless it is known. @param now ms since 1970 */
  async failing(owner: string, id: string, now: number): Promise<void> {
    await this.#update(owner, id, {
      UpdateExpression: 'SET #webhook.failing_since = if_not_exists(#webhook.failing_since, :now)',
      ConditionExpression: 'attribute_exists(#webhook)',
      ExpressionAttributeValues: { ':now': new Date(now).toISOString() },
    });
  }

  /** An attempt has succeeded. */
  async recovered(owner: string, id: string): Promise<void> {
    await this.#update(owner, id, {
      UpdateExpression: 'REMOVE #webhook.failing_since',
      ConditionExpression: 'attribute_exists(#webhook)',
    });
  }

  /**
   * Disables a webhook for good, until its user enables it, or an operator if an operator has disabled
   * it.
   * @param read if given, it must still be so: neither changed nor recovered since
   * @param now ms since 1970
   * @returns whether it is disabled now by this call
   */
  async disable(
    owner: string,
    id: string,
    { reason, now, read }: { reason: DisabledReason; now: number; read?: Pick<UserWebhook, 'url' | 'failingSince'> },
  ): Promise<boolean> {
    const asRead = read && [
      '#webhook.#url = :url',
      read.failingSince === undefined
        ? 'attribute_not_exists(#webhook.failing_since)'
        : '#webhook.failing_since = :failing',
      'attribute_not_exists(#webhook.disabled_at)',
    ];
    const disabled = await this.#update(owner, id, {
      UpdateExpression: 'SET #webhook.disabled_at = :at, #webhook.disabled_reason = :reason',
      ConditionExpression: ['attribute_exists(#webhook)', ...(asRead ?? [])].join(' AND '),
      ...(read && { ExpressionAttributeNames: { '#url': 'url' } }),
      ExpressionAttributeValues: {
        ':at': new Date(now).toISOString(),
        ':reason': reason,
        ...(read && { ':url': read.url }),
        ...(read?.failingSince !== undefined && { ':failing': read.failingSince }),
      },
    });
    return 'ok' in disabled;
  }

  /** Enables a webhook, also one that an operator has disabled. @returns whether there is one */
  async enable(owner: string, id: string): Promise<boolean> {
    const enabled = await this.#update(owner, id, {
      UpdateExpression: 'REMOVE #webhook.disabled_at, #webhook.disabled_reason, #webhook.failing_since',
      ConditionExpression: 'attribute_exists(#webhook)',
    });
    return 'ok' in enabled;
  }

  /** Whether some user has a webhook: one read of one item, eventually consistent. */
  async any(): Promise<boolean> {
    const { Items = [] } = await this.#documents.send(
      new ScanCommand({ TableName: this.#table, Limit: 1, ProjectionExpression: 'used' }),
    );
    return Items.length > 0;
  }

  async #read(owner: string, ConsistentRead: boolean): Promise<UserWebhook[]> {
    const { Item: item = {} } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { owner }, ConsistentRead }),
    );
    return Item.parse(item);
  }

  #update(owner: string, id: string, update: Partial<UpdateCommandInput>) {
    return conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { owner },
          ...update,
          ExpressionAttributeNames: { '#webhook': WEBHOOK + id, ...update.ExpressionAttributeNames },
        }),
      ),
    );
  }
}
