import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type Factors, NO_FACTORS } from '../domain/second-factor.ts';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';

const Totp = z.pipe(
  z.object({ id: z.string(), since: z.string(), last_step: SafeNumber }),
  z.transform(({ id, since, last_step }) => ({ id, since, lastStep: last_step })),
);
const Item = z.pipe(
  z.object({
    totp: z.optional(Totp),
    recovery: z._default(z.record(z.string(), z.literal(true)), {}),
  }),
  z.transform(
    ({ totp, recovery }): Factors => ({ ...(totp && { totp }), recoveryHashes: Object.keys(recovery).sort() }),
  ),
);

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
      ConditionExpression: 'attribute_exists(totp) AND (attribute_exists(recovery.#hash) OR taken_by = :attempt)',
      ExpressionAttributeNames: { '#hash': recoveryHash },
      ExpressionAttributeValues: { ':attempt': attemptId },
    });
  }

  /** Replaces the recovery codes of a user who has a factor. It may be repeated. @returns whether they do */
  async replaceRecoveryCodes(userId: string, recoveryHashes: readonly string[]): Promise<boolean> {
    return this.#update(userId, {
      UpdateExpression: 'SET recovery = :recovery',
      ConditionExpression: 'attribute_exists(totp)',
      ExpressionAttributeValues: { ':recovery': mapOf(recoveryHashes) },
    });
  }

  /** Removes the authenticator app and the recovery codes. It may be repeated. */
  async removeTotp(userId: string): Promise<void> {
    await this.#update(userId, { UpdateExpression: 'REMOVE totp, recovery, taken_by' });
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
