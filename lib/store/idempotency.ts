import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';

const LIFETIME_SECONDS = 24 * 3600;
const Item = z.object({ fingerprint: z.string(), result: z.string() });

const Expiring = z.looseObject({ expires_at: SafeNumber });

/** The fingerprint of the first request with a key, and the id of its result. */
export type Claim = z.infer<typeof Item>;

/**
 * The idempotency keys of the last 24 hours. A request claims its key before it creates anything,
 * with the id of what it will create. A repeated request works towards the same id, and creating
 * the same id twice creates one thing.
 */
export class IdempotencyKeys {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Claims the user's key.
   * @param now ms since 1970; a key older than 24 h counts as unused, whether DynamoDB has deleted
   * it or not
   * @returns the stored claim: this one, or the first one
   */
  async claim(userId: string, key: string, claim: Claim, now: number): Promise<Claim> {
    const id = `${userId}#${key}`;
    const seconds = Math.floor(now / 1000);
    for (;;) {
      const put = await conditionally(
        this.#documents.send(
          new PutCommand({
            TableName: this.#table,
            Item: { key: id, ...claim, expires_at: seconds + LIFETIME_SECONDS },
            ConditionExpression: 'attribute_not_exists(#key) OR expires_at <= :now',
            ExpressionAttributeNames: { '#key': 'key' },
            ExpressionAttributeValues: { ':now': seconds },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
      );
      if ('ok' in put) return claim;
      const standing = put.item ?? (await this.#get(id));
      if (standing) return Item.parse(standing);
    }
  }

  /** The claim of the user's key, if there is one. @param now ms since 1970 */
  async find(userId: string, key: string, now: number): Promise<Claim | undefined> {
    const standing = Expiring.safeParse(await this.#get(`${userId}#${key}`)).data;
    return standing && standing.expires_at > Math.floor(now / 1000) ? Item.parse(standing) : undefined;
  }

  async #get(id: string): Promise<unknown> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { key: id }, ConsistentRead: true }),
    );
    return item;
  }
}
