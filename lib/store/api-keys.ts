import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { ApiKey } from '../domain/api-key.ts';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';

/** The prefix of the attributes that are keys. */
const KEY = 'key#';
/** A repeated request may come for a day. So long an id that was revoked is remembered. */
export const REMEMBERED_MS = 25 * 3_600_000;

const Revoked = z.object({ revoked_at: SafeNumber });
const Stored = z.object({
  name: z.string(),
  secret_hash: z.string(),
  read_all: z.boolean(),
  read: z.array(z.string()),
  // `wallet` is `wallet_id` of the API. Its name stays: a function of the version before may read what this one writes.
  pay: z.array(z.object({ wallet: z.string(), max_per_day: z.bigint() })),
  created_at: z.string(),
  expires_at: z.optional(z.string()),
  last_used_at: z.optional(z.string()),
});

/** A key with the hash of its secret. */
export interface StoredKey {
  readonly key: ApiKey;
  readonly secretHash: string;
}

/** The keys of a user, in the order of their ids. */
export interface KeysOfUser {
  readonly keys: readonly StoredKey[];
  /** When keys were revoked lately, in ms since 1970, by their ids. */
  readonly revoked: ReadonlyMap<string, number>;
  /** Whether an operator has blocked the user: none of the keys is accepted. */
  readonly isBlocked: boolean;
}

const Item = z.pipe(
  z.looseObject({ blocked_at: z.optional(z.string()) }),
  z.transform(({ blocked_at, ...item }): KeysOfUser => {
    const [keys, revoked]: [StoredKey[], Map<string, number>] = [[], new Map()];
    for (const [name, value] of Object.entries(item)) {
      if (!name.startsWith(KEY)) continue;
      const id = name.slice(KEY.length);
      const gone = Revoked.safeParse(value).data;
      if (gone) revoked.set(id, gone.revoked_at);
      else keys.push(storedKey(id, Stored.parse(value)));
    }
    return { keys: keys.sort((a, b) => (a.key.id < b.key.id ? -1 : 1)), revoked, isBlocked: blocked_at !== undefined };
  }),
);

function storedKey(id: string, stored: z.infer<typeof Stored>): StoredKey {
  const { name, created_at, expires_at, last_used_at } = stored;
  const key: ApiKey = {
    id,
    name,
    read: stored.read_all ? 'all' : stored.read,
    pay: stored.pay.map(({ wallet, max_per_day }) => ({ walletId: wallet, maxPerDay: max_per_day })),
    createdAt: created_at,
    ...(expires_at !== undefined && { expiresAt: expires_at }),
    ...(last_used_at !== undefined && { lastUsedAt: last_used_at }),
  };
  return { key, secretHash: stored.secret_hash };
}

/** The attribute of a key. */
export function keyAttribute(id: string): string {
  return KEY + id;
}

/** A key as its attribute has it. */
export function storedForm({ key, secretHash }: StoredKey): object {
  return {
    name: key.name,
    secret_hash: secretHash,
    read_all: key.read === 'all',
    read: key.read === 'all' ? [] : [...key.read],
    pay: key.pay.map(({ walletId, maxPerDay }) => ({ wallet: walletId, max_per_day: maxPerDay })),
    created_at: key.createdAt,
    expires_at: key.expiresAt,
  };
}

/**
 * The keys of programs: one item per user who has had any. So one read of one item tells whether a key
 * is accepted, and the number of a user's keys is a condition of the write that adds one. Of secrets it
 * has only hashes. KeyChanges makes and revokes them.
 */
export class ApiKeys {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /** The keys of a user, strongly consistent: a key that is revoked is refused from then on. */
  async of(owner: string): Promise<KeysOfUser> {
    const { Item: item = {} } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { owner }, ConsistentRead: true }),
    );
    return Item.parse(item);
  }

  /**
   * Gives a key that was never used another secret.
   * @returns whether it is there and was never used
   */
  async replaceSecret(owner: string, id: string, secretHash: string): Promise<boolean> {
    const replaced = await this.#update(owner, id, {
      UpdateExpression: 'SET #key.secret_hash = :hash',
      ConditionExpression: 'attribute_exists(#key.secret_hash) AND attribute_not_exists(#key.last_used_at)',
      ExpressionAttributeValues: { ':hash': secretHash },
    });
    return 'ok' in replaced;
  }

  /**
   * Remembers that a key is in use, unless it was used since `before`.
   * @param times RFC 3339
   */
  async used(owner: string, id: string, { at, before }: { at: string; before: string }): Promise<void> {
    await this.#update(owner, id, {
      UpdateExpression: 'SET #key.last_used_at = :at',
      ConditionExpression:
        'attribute_exists(#key.secret_hash) AND (attribute_not_exists(#key.last_used_at) OR #key.last_used_at < :before)',
      ExpressionAttributeValues: { ':at': at, ':before': before },
    });
  }

  /** Refuses all keys of a user, also those to come. @param at RFC 3339 */
  async block(owner: string, at: string): Promise<void> {
    await this.#documents.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: { owner },
        UpdateExpression: 'SET blocked_at = if_not_exists(blocked_at, :at)',
        ExpressionAttributeValues: { ':at': at },
      }),
    );
  }

  /** Accepts them again, unless they are refused for good. */
  async unblock(owner: string): Promise<void> {
    await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { owner },
          UpdateExpression: 'REMOVE blocked_at',
          ConditionExpression: 'attribute_exists(blocked_at) AND attribute_not_exists(ended_at)',
        }),
      ),
    );
  }

  /**
   * Refuses all keys of a deleted user for good. A block that is lifted at the same time does not accept
   * them again.
   * @param at RFC 3339
   */
  async end(owner: string, at: string): Promise<void> {
    await this.#documents.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: { owner },
        // Functions of the version before read `blocked_at` alone.
        UpdateExpression: 'SET blocked_at = if_not_exists(blocked_at, :at), ended_at = if_not_exists(ended_at, :at)',
        ExpressionAttributeValues: { ':at': at },
      }),
    );
  }

  /** Forgets all keys of a user who can make none any more. It may be repeated. */
  async forget(owner: string): Promise<void> {
    await this.#documents.send(new DeleteCommand({ TableName: this.#table, Key: { owner } }));
  }

  #update(owner: string, id: string, update: Partial<UpdateCommandInput>) {
    return conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { owner },
          ...update,
          ExpressionAttributeNames: { '#key': keyAttribute(id), ...update.ExpressionAttributeNames },
        }),
      ),
    );
  }
}
