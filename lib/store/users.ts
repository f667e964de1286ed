import { createHash } from 'node:crypto';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Maker } from '../domain/treasury.ts';
import { allItems } from './all-items.ts';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';

/** A user. `login` is folded and unique. `userId` never changes; wallets and tokens refer to it. */
export interface User {
  readonly login: string;
  readonly userId: string;
  readonly passwordHash: string;
  readonly createdAt: string;
  /** When the password was last set, RFC 3339. Missing if it is the first one, or from before 2026-11-26. */
  readonly passwordChangedAt?: string | undefined;
  /** Since when they may not log in, RFC 3339. Missing: they may. */
  readonly blockedAt?: string | undefined;
  /** What lets them set a new password once. An operator has made it. */
  readonly reset?: Reset | undefined;
  /** Missing in users who registered themselves, and in all users from before 2026-11-25. */
  readonly madeBy?: Maker | undefined;
}

/** A code with which a user sets a new password. */
export interface Reset {
  /** SHA-256 of the code, in hex. */
  readonly codeHash: string;
  /** ms since 1970 */
  readonly expiresAt: number;
}

const Item = z.pipe(
  z.object({
    login: z.string(),
    user_id: z.string(),
    password_hash: z.string(),
    created_at: z.string(),
    password_changed_at: z.optional(z.string()),
    blocked_at: z.optional(z.string()),
    reset_hash: z.optional(z.string()),
    reset_expires_at: z.optional(SafeNumber),
    made_by: z.optional(z.literal('operator')),
  }),
  z.transform(
    (item): User => ({
      login: item.login,
      userId: item.user_id,
      passwordHash: item.password_hash,
      createdAt: item.created_at,
      ...(item.password_changed_at !== undefined && { passwordChangedAt: item.password_changed_at }),
      ...(item.blocked_at !== undefined && { blockedAt: item.blocked_at }),
      ...(item.reset_hash !== undefined &&
        item.reset_expires_at !== undefined && {
          reset: { codeHash: item.reset_hash, expiresAt: item.reset_expires_at },
        }),
      ...(item.made_by !== undefined && { madeBy: item.made_by }),
    }),
  ),
);

const Id = z.object({ user_id: z.optional(z.string()), deleted_at: z.optional(z.string()) });
/** What is left of a deleted user (DeletedUsers): no user any more. */
const Deleted = z.object({ deleted_at: z.string(), expires_at: SafeNumber });

const Key = z.object({ login: z.string(), expires_at: z.optional(SafeNumber) });
const Mark = z.object({ version: z.string() });

/** The condition of every change of a user: claimed skeletons and deleted users have no password. */
const IS_USER = 'attribute_exists(password_hash)';

/** The prefix of keys that are no user's: no login contains a control character. */
const NO_LOGIN = '\u001f';
const MARK = `${NO_LOGIN}looks`;

/**
 * The table of users. It also holds the skeletons (UTS #39) of their logins, each claimed by one
 * user.
 */
export class Users {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Creates a user. A write that is repeated because its response was lost finds its own user,
   * because `userId` is unique to the request. The login of a deleted user is free from a time on, which
   * is before the database removes the item.
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
          ConditionExpression: 'attribute_not_exists(login) OR expires_at <= :seconds',
          ExpressionAttributeValues: { ':seconds': Math.floor(Date.parse(user.createdAt) / 1_000) },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
    if ('ok' in created) return true;
    const standing = created.item === undefined ? await this.byLogin(user.login) : userIn(created.item);
    return standing?.userId === user.userId;
  }

  /**
   * Claims the skeleton of a login before its user is created. A second claim by the same login
   * succeeds, so that an interrupted registration can continue. The skeleton of a deleted user's login is
   * taken for everybody until it is free.
   * @param login folded
   * @param times `now`: ms since 1970; `freeAt`: s since 1970, for the login of a deleted user
   * @returns whether the skeleton was free, or already this login's
   */
  async claimLook(
    skeleton: string,
    login: string,
    { now, freeAt }: { now: number; freeAt?: number | undefined },
  ): Promise<boolean> {
    const claimed = await conditionally(
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: { login: keyOfLook(skeleton), owner: login, expires_at: freeAt },
          ConditionExpression:
            'attribute_not_exists(login) OR (#owner = :login AND attribute_not_exists(expires_at)) OR expires_at <= :seconds',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':login': login, ':seconds': Math.floor(now / 1_000) },
        }),
      ),
    );
    return 'ok' in claimed;
  }

  /**
   * The folded logins of all users. Users who register during the scan may be missing.
   * @returns also those of deleted users, with the time when they are free, in s since 1970
   */
  async *logins(): AsyncGenerator<{ readonly login: string; readonly freeAt?: number | undefined }> {
    const items = allItems((ExclusiveStartKey) =>
      this.#documents.send(
        new ScanCommand({
          TableName: this.#table,
          ProjectionExpression: 'login, expires_at',
          ConsistentRead: true,
          ExclusiveStartKey,
        }),
      ),
    );
    for await (const item of items) {
      const { login, expires_at: freeAt } = Key.parse(item);
      if (!login.startsWith(NO_LOGIN)) yield { login, freeAt };
    }
  }

  /**
   * The version of the look-alike table for which all users' skeletons are claimed; undefined if no
   * version is complete.
   */
  async looksVersion(): Promise<string | undefined> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { login: MARK }, ConsistentRead: true }),
    );
    return item && Mark.parse(item).version;
  }

  async setLooksVersion(version: string): Promise<void> {
    await this.#documents.send(new PutCommand({ TableName: this.#table, Item: { login: MARK, version } }));
  }

  /**
   * The id of a user, and nothing else of them, strongly consistent. A deleted user is none.
   * @param login folded
   */
  async idOf(login: string): Promise<string | undefined> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({
        TableName: this.#table,
        Key: { login },
        ConsistentRead: true,
        ProjectionExpression: 'user_id, deleted_at',
      }),
    );
    const { user_id, deleted_at } = Id.parse(item ?? {});
    return deleted_at === undefined ? user_id : undefined;
  }

  /** Strongly consistent: a user can log in right after registering. A deleted user is none. */
  async byLogin(login: string): Promise<User | undefined> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { login }, ConsistentRead: true }),
    );
    return item && userIn(item);
  }

  /**
   * Marks an existing user as made by an operator, and sets the password.
   * @param changedAt RFC 3339
   */
  async adopt(login: string, passwordHash: string, changedAt: string): Promise<void> {
    await this.#documents.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: { login },
        UpdateExpression: 'SET password_hash = :hash, password_changed_at = :now, made_by = :operator',
        ConditionExpression: IS_USER,
        ExpressionAttributeValues: {
          ':hash': passwordHash,
          ':now': changedAt,
          ':operator': 'operator' satisfies Maker,
        },
      }),
    );
  }

  /**
   * Replaces a hash by another one of the same password. If the password has changed meanwhile, the
   * new one stays.
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

  /**
   * Blocks a user. One who is blocked already stays so since then.
   * @param at RFC 3339
   * @returns the user afterwards; undefined if there is none
   */
  async block(login: string, at: string): Promise<User | undefined> {
    return this.#change(login, 'SET blocked_at = if_not_exists(blocked_at, :at)', { ':at': at });
  }

  /** Lifts that. @returns the user afterwards; undefined if there is none */
  async unblock(login: string): Promise<User | undefined> {
    return this.#change(login, 'REMOVE blocked_at');
  }

  /**
   * Sets the password of an existing user.
   * @param changedAt RFC 3339
   */
  async setPasswordHash(login: string, passwordHash: string, changedAt: string): Promise<void> {
    await this.#documents.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: { login },
        UpdateExpression: 'SET password_hash = :hash, password_changed_at = :now',
        ConditionExpression: IS_USER,
        ExpressionAttributeValues: { ':hash': passwordHash, ':now': changedAt },
      }),
    );
  }

  /**
   * Sets the password of a user, unless another one was set since the user was read. A write that is
   * repeated because its response was lost finds its own hash, which has a salt of its own.
   * @param changedAt RFC 3339
   * @returns whether it is set
   */
  async changePassword(user: User, passwordHash: string, changedAt: string): Promise<boolean> {
    const { login, passwordChangedAt } = user;
    const isUnchanged =
      passwordChangedAt === undefined ? 'attribute_not_exists(password_changed_at)' : 'password_changed_at = :before';
    const changed = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { login },
          UpdateExpression: 'SET password_hash = :hash, password_changed_at = :now',
          ConditionExpression: `${IS_USER} AND user_id = :user AND (${isUnchanged} OR password_hash = :hash)`,
          ExpressionAttributeValues: {
            ':hash': passwordHash,
            ':now': changedAt,
            ':user': user.userId,
            ...(passwordChangedAt !== undefined && { ':before': passwordChangedAt }),
          },
        }),
      ),
    );
    return 'ok' in changed;
  }

  /**
   * Replaces the password of a user by one that nobody knows, and stores the code that sets a new one.
   * @param reset `changedAt`: RFC 3339; `expiresAt`: ms since 1970
   * @returns the user afterwards; undefined if there is none
   */
  async offerReset(
    login: string,
    { passwordHash, changedAt, codeHash, expiresAt }: Reset & { passwordHash: string; changedAt: string },
  ): Promise<User | undefined> {
    const set =
      'SET password_hash = :hash, password_changed_at = :now, reset_hash = :code, reset_expires_at = :expires';
    return this.#change(login, set, {
      ':hash': passwordHash,
      ':now': changedAt,
      ':code': codeHash,
      ':expires': expiresAt,
    });
  }

  /**
   * Sets the password of a user with a code, which is used up. A write that is repeated because its
   * response was lost finds its own hash, which has a salt of its own.
   * @param taken `changedAt`: RFC 3339
   * @returns whether it is set: another request may have used the code
   */
  async takeReset(
    { login, userId }: User,
    { codeHash, passwordHash, changedAt }: { codeHash: string; passwordHash: string; changedAt: string },
  ): Promise<boolean> {
    const taken = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { login },
          UpdateExpression: 'SET password_hash = :hash, password_changed_at = :now REMOVE reset_hash, reset_expires_at',
          ConditionExpression: 'user_id = :user AND (reset_hash = :code OR password_hash = :hash)',
          ExpressionAttributeValues: {
            ':hash': passwordHash,
            ':now': changedAt,
            ':user': userId,
            ':code': codeHash,
          },
        }),
      ),
    );
    return 'ok' in taken;
  }

  /** Changes the item of a user, which neither a claimed skeleton nor a deleted user is. */
  async #change(
    login: string,
    UpdateExpression: string,
    values?: Record<string, string | number>,
  ): Promise<User | undefined> {
    const changed = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { login },
          UpdateExpression,
          ConditionExpression: IS_USER,
          ...(values && { ExpressionAttributeValues: values }),
          ReturnValues: 'ALL_NEW',
        }),
      ),
    );
    return 'ok' in changed ? Item.parse(changed.ok.Attributes) : undefined;
  }
}

function userIn(item: unknown): User | undefined {
  return Deleted.safeParse(item).success ? undefined : Item.parse(item);
}

/** When the password of a user was set, RFC 3339: a session that began with an older one is over. */
export function passwordSince({ passwordChangedAt, createdAt }: User): string {
  return passwordChangedAt ?? createdAt;
}

/** Whether a session goes on that a user began with the password of that time: also a block ends it. */
export function mayGoOn(user: User | undefined, began: { userId: string; passwordSince: string }): boolean {
  return user?.userId === began.userId && passwordSince(user) === began.passwordSince && user.blockedAt === undefined;
}

/**
 * When a password is changed now, RFC 3339: later than the one before was set, so that their sessions
 * differ.
 * @param now ms since 1970
 */
export function changedNow(user: User, now: number): string {
  return new Date(Math.max(now, Date.parse(passwordSince(user)) + 1)).toISOString();
}

const MAX_KEY_BYTES = 1_024;

/** The key of a claim. A skeleton that is longer than a key is replaced by its hash. */
export function keyOfLook(skeleton: string): string {
  if (Buffer.byteLength(skeleton) <= MAX_KEY_BYTES) return `${NO_LOGIN}=${skeleton}`;
  return `${NO_LOGIN}#${createHash('sha256').update(skeleton).digest('base64url')}`;
}
