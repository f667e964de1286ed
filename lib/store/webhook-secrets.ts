import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { StoredSecret } from '../domain/user-webhook.ts';
import { conditionally } from './documents.ts';

/** For so long a repeated request does not bring back a webhook that was removed. */
const REMEMBERED_SECONDS = 2 * 24 * 3600;

const Secret = z.pipe(
  z.object({ id: z.string(), secret: z.string(), added_at: z.string(), replaced_at: z.optional(z.string()) }),
  z.transform(
    ({ id, secret, added_at, replaced_at }): StoredSecret => ({
      id,
      secret,
      addedAt: added_at,
      ...(replaced_at !== undefined && { replacedAt: replaced_at }),
    }),
  ),
);
const Item = z.object({ secrets: z._default(z.array(Secret), []) });

/**
 * The secrets of users' webhooks, the newest first: one item per webhook, in a table that only the
 * functions read which sign, and which make a secret. Without secrets the webhook was removed.
 */
export class WebhookSecrets {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Stores the first secret of a webhook, unless it has secrets.
   * @returns the stored secrets: this one, or those from before; none if the webhook was removed
   */
  async create(webhook: string, first: StoredSecret): Promise<readonly StoredSecret[]> {
    const created = await conditionally(
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: { webhook, latest: first.id, secrets: [stored(first)] },
          ConditionExpression: 'attribute_not_exists(webhook)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
    if ('ok' in created) return [first];
    return created.item === undefined ? this.of(webhook) : Item.parse(created.item).secrets;
  }

  /** The secrets of a webhook, strongly consistent: none if it was removed. */
  async of(webhook: string): Promise<readonly StoredSecret[]> {
    const { Item: item = {} } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { webhook }, ConsistentRead: true }),
    );
    return Item.parse(item).secrets;
  }

  /**
   * Replaces the secrets, unless another rotation came first.
   * @param latest the id of the newest secret that was read
   * @param secrets the newest first
   * @returns whether they are stored
   */
  async replace(webhook: string, latest: string, secrets: readonly StoredSecret[]): Promise<boolean> {
    const next = secrets[0]?.id;
    const replaced = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { webhook },
          UpdateExpression: 'SET secrets = :secrets, latest = :next',
          // The second half lets a write succeed that is repeated because its response was lost.
          ConditionExpression: 'latest = :latest OR latest = :next',
          ExpressionAttributeValues: { ':secrets': secrets.map(stored), ':latest': latest, ':next': next },
        }),
      ),
    );
    return 'ok' in replaced;
  }

  /** Forgets the secrets of a webhook that was removed. @param now ms since 1970 */
  async forget(webhook: string, now: number): Promise<void> {
    const expires_at = Math.floor(now / 1_000) + REMEMBERED_SECONDS;
    await this.#documents.send(new PutCommand({ TableName: this.#table, Item: { webhook, expires_at } }));
  }
}

function stored({ id, secret, addedAt, replacedAt }: StoredSecret): Record<string, unknown> {
  return { id, secret, added_at: addedAt, ...(replacedAt !== undefined && { replaced_at: replacedAt }) };
}
