import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type Device, FIRST_GENERATION, type Rotation, type Session } from '../domain/session.ts';
import { allItems } from './all-items.ts';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';
import { SIGN_INS } from './sign-ins.ts';

/** The range key of the item with the generation of a user's sessions. No session has this id. */
const HEAD = '#';

const Head = z.object({ generation: SafeNumber });
const Key = z.object({ session_id: z.string() });

const Item = z.pipe(
  z.object({
    user_id: z.string(),
    session_id: z.string(),
    login: z.string(),
    generation: SafeNumber,
    password_since: z.string(),
    family_hash: z.string(),
    secret_hash: z.string(),
    replaced_hash: z.optional(z.string()),
    salt: z.optional(z.string()),
    replaced_at: z.optional(SafeNumber),
    network: z.string(),
    user_agent: z.string(),
    last_used_at: SafeNumber,
    expires_at: SafeNumber,
    confirmed_at: z.optional(SafeNumber),
  }),
  z.transform((item): StoredSession => {
    const { replaced_hash, salt, replaced_at } = item;
    const isRotated = replaced_hash !== undefined && salt !== undefined && replaced_at !== undefined;
    return {
      userId: item.user_id,
      sessionId: item.session_id,
      login: item.login,
      generation: item.generation,
      passwordSince: item.password_since,
      familyHash: item.family_hash,
      secretHash: item.secret_hash,
      network: item.network,
      userAgent: item.user_agent,
      lastUsedAt: item.last_used_at,
      expiresAt: item.expires_at,
      ...(item.confirmed_at !== undefined && { confirmedAt: item.confirmed_at }),
      ...(isRotated && { rotation: { secretHash: replaced_hash, salt, at: replaced_at } }),
    };
  }),
);

/** A session with the last replacement of its refresh token. */
export type StoredSession = Session & { readonly rotation?: Rotation | undefined };

/** The replacement of a refresh token. */
export interface Rotated extends Pick<Session, 'userId' | 'sessionId' | 'familyHash' | 'expiresAt'> {
  readonly from: string;
  readonly to: string;
  readonly salt: string;
  /** ms since 1970 */
  readonly now: number;
  readonly device: Device;
}

/**
 * The sessions of users: one item each, and one per user with the generation of their sessions once
 * these were ended together. Of refresh tokens it has only hashes.
 */
export class Sessions {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /** Stores a new session. It may be repeated. */
  async begin(session: Session): Promise<void> {
    await this.#documents.send(
      new PutCommand({
        TableName: this.#table,
        Item: {
          user_id: session.userId,
          session_id: session.sessionId,
          login: session.login,
          generation: session.generation,
          password_since: session.passwordSince,
          family_hash: session.familyHash,
          secret_hash: session.secretHash,
          network: session.network,
          user_agent: session.userAgent,
          last_used_at: session.lastUsedAt,
          expires_at: session.expiresAt,
          confirmed_at: session.confirmedAt,
        },
      }),
    );
  }

  /** A session that has not expired, strongly consistent. @param now ms since 1970 */
  async get(userId: string, sessionId: string, now: number): Promise<StoredSession | undefined> {
    const session = await this.#read(userId, sessionId);
    return session && session.expiresAt * 1_000 > now ? session : undefined;
  }

  /**
   * The sessions of a user that have not expired, and their current generation, strongly consistent.
   * @param now ms since 1970
   */
  async of(userId: string, now: number): Promise<{ generation: number; sessions: StoredSession[] }> {
    let generation = FIRST_GENERATION;
    const sessions: StoredSession[] = [];
    for await (const item of this.#items(userId)) {
      const session = Item.safeParse(item).data;
      if (!session) generation = Head.parse(item).generation;
      else if (session.expiresAt * 1_000 > now) sessions.push(session);
    }
    return { generation, sessions };
  }

  /**
   * Replaces the secret of a refresh token, unless it was replaced before or the session is over.
   * @returns `ok`: the session afterwards; `failed`: the session as it is, if there is one
   */
  async rotate(rotated: Rotated): Promise<{ ok: StoredSession } | { failed: StoredSession | undefined }> {
    const { userId, sessionId, familyHash, expiresAt, from, to, salt, now, device } = rotated;
    const written = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { user_id: userId, session_id: sessionId },
          UpdateExpression:
            'SET secret_hash = :to, replaced_hash = :from, salt = :salt, replaced_at = :now, last_used_at = :now, expires_at = :end, network = :network, user_agent = :agent',
          ConditionExpression: 'family_hash = :family AND secret_hash = :from AND expires_at > :seconds',
          ExpressionAttributeValues: {
            ':to': to,
            ':from': from,
            ':salt': salt,
            ':now': now,
            ':end': expiresAt,
            ':network': device.network,
            ':agent': device.userAgent,
            ':family': familyHash,
            ':seconds': Math.floor(now / 1_000),
          },
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
    if ('ok' in written) return { ok: Item.parse(written.ok.Attributes) };
    const standing =
      written.item === undefined ? await this.#read(userId, sessionId) : Item.safeParse(written.item).data;
    return { failed: standing && standing.expiresAt * 1_000 > now ? standing : undefined };
  }

  /**
   * Stores that the owner of a session has confirmed who they are. It may be repeated.
   * @param now ms since 1970
   * @returns whether the session was there
   */
  async confirm(userId: string, sessionId: string, now: number): Promise<boolean> {
    const confirmed = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { user_id: userId, session_id: sessionId },
          UpdateExpression: 'SET confirmed_at = :now',
          ConditionExpression: 'attribute_exists(family_hash)',
          ExpressionAttributeValues: { ':now': now },
        }),
      ),
    );
    return 'ok' in confirmed;
  }

  /** Ends a session. It may be repeated. */
  async end(userId: string, sessionId: string): Promise<void> {
    await this.#documents.send(
      new DeleteCommand({ TableName: this.#table, Key: { user_id: userId, session_id: sessionId } }),
    );
  }

  /**
   * Raises the generation of a user's sessions: those that begin later have it, and those of a lower
   * one are over. A write that is repeated because its response was lost raises it twice, which ends
   * no more.
   * @returns the new generation
   */
  async raiseGeneration(userId: string): Promise<number> {
    const { Attributes } = await this.#documents.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: { user_id: userId, session_id: HEAD },
        UpdateExpression: 'SET generation = if_not_exists(generation, :first) + :one',
        ExpressionAttributeValues: { ':first': FIRST_GENERATION, ':one': 1 },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return Head.parse(Attributes).generation;
  }

  /** Ends the sessions of a user that are of a lower generation. @returns how many there were */
  async endBelow(userId: string, generation: number): Promise<number> {
    let ended = 0;
    for await (const item of this.#items(userId)) {
      const session = Item.safeParse(item).data;
      if (!session || session.generation >= generation) continue;
      await this.end(userId, session.sessionId);
      ended++;
    }
    return ended;
  }

  /**
   * Deletes all that there is of a user here but the generation of their sessions: the sessions, and the
   * sign-ins. It may be repeated.
   */
  async forget(userId: string): Promise<void> {
    const items = allItems((ExclusiveStartKey) =>
      this.#documents.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: 'user_id = :user AND session_id > :head',
          ExpressionAttributeValues: { ':user': userId, ':head': HEAD },
          ProjectionExpression: 'session_id',
          ConsistentRead: true,
          ExclusiveStartKey,
        }),
      ),
    );
    for await (const item of items) await this.end(userId, Key.parse(item).session_id);
  }

  async #read(userId: string, sessionId: string): Promise<StoredSession | undefined> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({
        TableName: this.#table,
        Key: { user_id: userId, session_id: sessionId },
        ConsistentRead: true,
      }),
    );
    return item && Item.safeParse(item).data;
  }

  #items(userId: string): AsyncGenerator<unknown> {
    return allItems((ExclusiveStartKey) =>
      this.#documents.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: 'user_id = :user AND session_id < :signIns',
          ExpressionAttributeValues: { ':user': userId, ':signIns': SIGN_INS },
          ConsistentRead: true,
          ExclusiveStartKey,
        }),
      ),
    );
  }
}
