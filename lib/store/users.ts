import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Maker } from '../domain/treasury.ts';
import { conditionally } from './documents.ts';

/** A user. `login` is folded and unique; `userId` never changes and is what wallets and tokens name. */
export interface User {
  readonly login: string;
  readonly userId: string;
  readonly passwordHash: string;
  readonly createdAt: string;
  /** Missing in those who have registered themselves, and in all from before 2026-11-25. */
  readonly madeBy?: Maker | undefined;
}

const Item = z.pipe(
  z.object({
    login: z.string(),
    user_id: z.string(),
    password_hash: z.string(),
    created_at: z.string(),
    made_by: z.optional(z.literal('operator')),
  }),
  z.transform(
    (item): User => ({
      login: item.login,
      userId: item.user_id,
      passwordHash: item.password_hash,
      createdAt: item.created_at,
      ...(item.made_by !== undefined && { madeBy: item.made_by }),
    }),
  ),
);

export class Users {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Makes a user. A write that is repeated because its reply was lost finds its own user: `userId` is no other request's.
   * @returns whether the login was free; if not, nothing changes
   */
  async create(user: User): Promise<boolean> {
    const created = await conditionally(
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: {
            login: user.login,
            user_id: user.userId,
            password_hash: user.passwordHash,
            created_at: user.createdAt,
            made_by: user.madeBy,
          },
          ConditionExpression: 'attribute_not_exists(login)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
    if ('ok' in created) return true;
    const standing = created.item === undefined ? await this.byLogin(user.login) : Item.parse(created.item);
    return standing?.userId === user.userId;
  }

  /** Strongly consistent: who has just registered can log in. */
  async byLogin(login: string): Promise<User | undefined> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { login }, ConsistentRead: true }),
    );
    return item && Item.parse(item);
  }

  /** Makes an existing user an operator's, with this password. */
  async adopt(login: string, passwordHash: string): Promise<void> {
    await this.#documents.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: { login },
        UpdateExpression: 'SET password_hash = :hash, made_by = :operator',
        ConditionExpression: 'attribute_exists(login)',
        ExpressionAttributeValues: { ':hash': passwordHash, ':operator': 'operator' satisfies Maker },
      }),
    );
  }

  /** Gives an existing user another password. */
  async setPasswordHash(login: string, passwordHash: string): Promise<void> {
    await this.#documents.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: { login },
        UpdateExpression: 'SET password_hash = :hash',
        ConditionExpression: 'attribute_exists(login)',
        ExpressionAttributeValues: { ':hash': passwordHash },
      }),
    );
  }
}
