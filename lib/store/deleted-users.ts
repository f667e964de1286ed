import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';
import { keyOfLook } from './users.ts';

/** What is left of a user until the login is free again. */
export interface DeletedUser {
  readonly userId: string;
  /** RFC 3339 */
  readonly deletedAt: string;
  /** When the login is free, in s since 1970. */
  readonly freeAt: number;
}

const Item = z.pipe(
  z.object({ user_id: z.string(), deleted_at: z.string(), expires_at: SafeNumber }),
  z.transform(
    ({ user_id, deleted_at, expires_at }): DeletedUser => ({
      userId: user_id,
      deletedAt: deleted_at,
      freeAt: expires_at,
    }),
  ),
);

/**
 * The deleted users, in the table of users. Each has an item under the login, until the login is free: it
 * has the id, and nothing else of the user. Until then nobody else can be taken for the user.
 */
export class DeletedUsers {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  /** @param table the table of users */
  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /** Who had the login, strongly consistent. @param login folded */
  async byLogin(login: string): Promise<DeletedUser | undefined> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { login }, ConsistentRead: true }),
    );
    return item && Item.safeParse(item).data;
  }

  /**
   * Puts a deleted user in the place of the user, whatever attributes that has.
   * @param login folded
   * @returns the deleted user, also of a call before; undefined if the login is no longer this user's
   */
  async bury(login: string, { userId, deletedAt, freeAt }: DeletedUser): Promise<DeletedUser | undefined> {
    const buried = await conditionally(
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: { login, user_id: userId, deleted_at: deletedAt, expires_at: freeAt },
          ConditionExpression: 'user_id = :user AND attribute_not_exists(deleted_at)',
          ExpressionAttributeValues: { ':user': userId },
        }),
      ),
    );
    if ('ok' in buried) return { userId, deletedAt, freeAt };
    const standing = await this.byLogin(login);
    return standing?.userId === userId ? standing : undefined;
  }

  /** Lets the look of a login expire with it. A look that another login has claimed stays. */
  async freeLook(skeleton: string, login: string, freeAt: number): Promise<void> {
    await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { login: keyOfLook(skeleton) },
          UpdateExpression: 'SET expires_at = :free',
          ConditionExpression: '#owner = :login',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':free': freeAt, ':login': login },
        }),
      ),
    );
  }
}
