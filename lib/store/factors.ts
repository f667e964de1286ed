import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { MOST_PASSKEYS, type Passkey } from '../domain/passkey.ts';
import { type Factors, NO_FACTORS } from '../domain/second-factor.ts';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';
import { PasskeyItem, passkeyAttributes } from './passkey-items.ts';

const Totp = z.pipe(
  z.object({ id: z.string(), since: z.string(), last_step: SafeNumber }),
  z.transform(({ id, since, last_step }) => ({ id, since, lastStep: last_step })),
);
const Item = z.pipe(
  z.object({
    totp: z.optional(Totp),
    recovery: z._default(z.record(z.string(), z.literal(true)), {}),
    passkeys: z._default(z.record(z.string(), PasskeyItem), {}),
  }),
  z.transform(
    ({ totp, recovery, passkeys }): Factors => ({
      ...(totp && { totp }),
      recoveryHashes: Object.keys(recovery).sort(),
      passkeys: Object.entries(passkeys)
        .map(([id, passkey]) => ({ id, ...passkey }))
        .sort((a, b) => Date.parse(a.since) - Date.parse(b.since)),
    }),
  ),
);

/** The map of passkeys is removed with the last one. */
const HAS_FACTOR = '(attribute_exists(totp) OR attribute_exists(passkeys))';

/**
 * The second factors of users: one item per user who has or had any. The secrets are in a table of
 * their own, so a function that asks whether a user has a factor reads none.
 */
export class UserFactors {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /** The factors of a user, strongly consistent. */
  async of(userId: string): Promise<Factors> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { user_id: userId }, ConsistentRead: true }),
    );
    return item ? Item.parse(item) : NO_FACTORS;
  }

  /**
   * Adds an authenticator app with its first recovery codes, unless the user has one. A write that is
   * repeated because its response was lost finds its own.
   * @param totp its `lastStep` is the step of the first code
   * @param recoveryHashes of new codes
   * @param attemptId unique to the attempt: of two at the same time, one has added it
   * @returns whether this attempt has added it
   */
  async addTotp(
    userId: string,
    totp: { readonly id: string; readonly since: string; readonly lastStep: number },
    recoveryHashes: readonly string[],
    attemptId: string,
  ): Promise<boolean> {
    return this.#update(userId, {
      UpdateExpression: 'SET totp = :totp, recovery = :recovery, taken_by = :attempt',
      ConditionExpression: 'attribute_not_exists(totp) OR (totp.id = :id AND taken_by = :attempt)',
      ExpressionAttributeValues: {
        ':totp': { id: totp.id, since: totp.since, last_step: totp.lastStep },
        ':recovery': mapOf(recoveryHashes),
        ':id': totp.id,
        ':attempt': attemptId,
      },
    });
  }

  /**
   * Takes the code of a step, once: neither it nor an earlier one is taken again (RFC 6238, 5.2).
   * @param id of the secret
   * @param attemptId unique to the attempt: a write that is repeated because its response was lost finds
   *   its own
   * @returns whether it is taken by this attempt
   */
  async takeStep(userId: string, id: string, step: number, attemptId: string): Promise<boolean> {
    return this.#update(userId, {
      UpdateExpression: 'SET totp.last_step = :step, taken_by = :attempt',
      ConditionExpression: 'totp.id = :id AND (totp.last_step < :step OR taken_by = :attempt)',
      ExpressionAttributeValues: { ':id': id, ':step': step, ':attempt': attemptId },
    });
  }

  /** Takes a recovery code, once. Otherwise like takeStep. */
  async takeRecoveryCode(userId: string, recoveryHash: string, attemptId: string): Promise<boolean> {
    return this.#update(userId, {
      UpdateExpression: 'SET taken_by = :attempt REMOVE recovery.#hash',
      ConditionExpression: `${HAS_FACTOR} AND (attribute_exists(recovery.#hash) OR taken_by = :attempt)`,
      ExpressionAttributeNames: { '#hash': recoveryHash },
      ExpressionAttributeValues: { ':attempt': attemptId },
    });
  }

  /** Replaces the recovery codes of a user who has a factor. It may be repeated. @returns whether they do */
  async replaceRecoveryCodes(userId: string, recoveryHashes: readonly string[]): Promise<boolean> {
    return this.#update(userId, {
      UpdateExpression: 'SET recovery = :recovery',
      ConditionExpression: HAS_FACTOR,
      ExpressionAttributeValues: { ':recovery': mapOf(recoveryHashes) },
    });
  }

  /**
   * Removes the authenticator app, and with the last factor the recovery codes. It may be repeated.
   * @param read the factors as they were read
   * @returns false if the passkeys have changed since
   */
  async removeTotp(userId: string, { passkeys }: Pick<Factors, 'passkeys'>): Promise<boolean> {
    return passkeys.length > 0
      ? this.#update(userId, { UpdateExpression: 'REMOVE totp', ConditionExpression: 'attribute_exists(passkeys)' })
      : this.#update(userId, {
          UpdateExpression: 'REMOVE totp, recovery, taken_by',
          ConditionExpression: 'attribute_not_exists(passkeys)',
        });
  }

  /**
   * Adds a passkey, with recovery codes if it is the first factor. A write that is repeated because its
   * response was lost finds its own.
   * @param read the factors as they were read
   * @param recoveryHashes of new codes, which are stored if there was no factor
   * @param attemptId unique to the attempt
   * @returns false if the factors have changed since they were read
   */
  async addPasskey(
    userId: string,
    passkey: Passkey,
    read: Factors,
    recoveryHashes: readonly string[],
    attemptId: string,
  ): Promise<boolean> {
    const item = passkeyAttributes(passkey);
    if (read.passkeys.length > 0) {
      return this.#update(userId, {
        UpdateExpression: 'SET passkeys.#id = :passkey, taken_by = :attempt',
        ConditionExpression:
          'attribute_exists(passkeys) AND (taken_by = :attempt OR (attribute_not_exists(passkeys.#id) AND size(passkeys) < :most))',
        ExpressionAttributeNames: { '#id': passkey.id },
        ExpressionAttributeValues: { ':passkey': item, ':attempt': attemptId, ':most': MOST_PASSKEYS },
      });
    }
    const isFirst = read.totp === undefined;
    return this.#update(userId, {
      UpdateExpression: `SET passkeys = :passkeys, taken_by = :attempt${isFirst ? ', recovery = :recovery' : ''}`,
      ConditionExpression: `taken_by = :attempt OR (attribute_not_exists(passkeys) AND attribute_${isFirst ? 'not_' : ''}exists(totp))`,
      ExpressionAttributeValues: {
        ':passkeys': { [passkey.id]: item },
        ':attempt': attemptId,
        ...(isFirst && { ':recovery': mapOf(recoveryHashes) }),
      },
    });
  }

  /**
   * Takes a signature of a passkey: of an authenticator that counts, only one with a larger count than
   * before. A write that is repeated because its response was lost finds its own.
   * @param signature `at`: RFC 3339; `isSynced`: as the authenticator says
   * @param attemptId unique to the attempt
   * @returns whether it is taken by this attempt
   */
  async takeSignature(
    userId: string,
    id: string,
    signature: { readonly counter: number; readonly isSynced: boolean; readonly at: string },
    attemptId: string,
  ): Promise<boolean> {
    const { counter, isSynced, at } = signature;
    // One that does not count says 0 always. One that has counted must not say 0 again.
    const isNew = counter === 0 ? 'passkeys.#id.#counter = :counter' : 'passkeys.#id.#counter < :counter';
    return this.#update(userId, {
      UpdateExpression:
        'SET passkeys.#id.#counter = :counter, passkeys.#id.synced = :synced, passkeys.#id.used_at = :at, taken_by = :attempt',
      ConditionExpression: `attribute_exists(passkeys.#id) AND (${isNew} OR taken_by = :attempt)`,
      ExpressionAttributeNames: { '#id': id, '#counter': 'counter' },
      ExpressionAttributeValues: { ':counter': counter, ':synced': isSynced, ':at': at, ':attempt': attemptId },
    });
  }

  /**
   * Removes a passkey, and with the last factor the recovery codes. A repeat changes nothing.
   * @param read the factors as they were read, with the passkey
   * @returns false if the factors have changed since
   */
  async removePasskey(userId: string, id: string, { totp, passkeys }: Factors): Promise<boolean> {
    const names = { '#id': id };
    if (passkeys.length > 1) {
      return this.#update(userId, {
        UpdateExpression: 'REMOVE passkeys.#id',
        ConditionExpression: 'attribute_exists(passkeys.#id) AND size(passkeys) > :one',
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ':one': 1 },
      });
    }
    // An empty map would count as a factor.
    return this.#update(userId, {
      UpdateExpression: totp ? 'REMOVE passkeys' : 'REMOVE passkeys, recovery, taken_by',
      ConditionExpression: `attribute_exists(passkeys.#id) AND size(passkeys) = :one AND attribute_${totp ? '' : 'not_'}exists(totp)`,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ':one': 1 },
    });
  }

  /** Forgets everything about the factors of a user. It may be repeated. */
  async forget(userId: string): Promise<void> {
    await this.#documents.send(new DeleteCommand({ TableName: this.#table, Key: { user_id: userId } }));
  }

  async #update(
    userId: string,
    update: {
      UpdateExpression: string;
      ConditionExpression?: string;
      ExpressionAttributeNames?: Record<string, string>;
      ExpressionAttributeValues?: Record<string, unknown>;
    },
  ): Promise<boolean> {
    const written = await conditionally(
      this.#documents.send(new UpdateCommand({ TableName: this.#table, Key: { user_id: userId }, ...update })),
    );
    return 'ok' in written;
  }
}

function mapOf(hashes: readonly string[]): Record<string, true> {
  return Object.fromEntries(hashes.map((hash) => [hash, true]));
}
