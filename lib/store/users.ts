import { createHash } from 'node:crypto';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
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

const Key = z.object({ login: z.string() });
const Mark = z.object({ version: z.string() });

/** Before the keys of what is no user: no login has a control character. */
const NO_LOGIN = '\u001f';
const MARK = `${NO_LOGIN}looks`;

/** The table of users. Beside them it has what their logins look like, each claimed by one of them. */
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

  /**
   * Claims what a login looks like. The claim is made before the user, and once more by the same login it is a success: whoever made
   * it and did not come to make the user can go on.
   * @param login folded
   * @returns whether it was free, or this login's
   */
  async claimLook(skeleton: string, login: string): Promise<boolean> {
    const claimed = await conditionally(
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: { login: keyOfLook(skeleton), owner: login },
          ConditionExpression: 'attribute_not_exists(login) OR #owner = :login',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':login': login },
        }),
      ),
    );
    return 'ok' in claimed;
  }

  /** The folded logins of all users there are; of those who register meanwhile some. */
  async *logins(): AsyncGenerator<string> {
    let start: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.#documents.send(
        new ScanCommand({
          TableName: this.#table,
          ProjectionExpression: 'login',
          ConsistentRead: true,
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      for (const { login } of z.array(Key).parse(Items)) if (!login.startsWith(NO_LOGIN)) yield login;
      start = LastEvaluatedKey;
    } while (start);
  }

  /** By which version of what characters look like every user has claimed his login's look, if they all have. */
  async looksVersion(): Promise<string | undefined> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { login: MARK }, ConsistentRead: true }),
    );
    return item && Mark.parse(item).version;
  }

  async setLooksVersion(version: string): Promise<void> {
    await this.#documents.send(new PutCommand({ TableName: this.#table, Item: { login: MARK, version } }));
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

  /**
   * Replaces the hash of a password that was right by another one of the same password. If the user has been given another password
   * meanwhile, that one stays.
   */
  async replacePasswordHash(login: string, before: string, after: string): Promise<void> {
    await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { login },
          UpdateExpression: 'SET password_hash = :after',
          ConditionExpression: 'password_hash = :before',
          ExpressionAttributeValues: { ':before': before, ':after': after },
        }),
      ),
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

const MAX_KEY_BYTES = 1_024;

/** The key of a claim; of a skeleton that is longer than a key, by its hash. */
export function keyOfLook(skeleton: string): string {
  if (Buffer.byteLength(skeleton) <= MAX_KEY_BYTES) return `${NO_LOGIN}=${skeleton}`;
  return `${NO_LOGIN}#${createHash('sha256').update(skeleton).digest('base64url')}`;
}
