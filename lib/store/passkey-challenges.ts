import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { PASSKEY_CHALLENGE_MS, type PasskeyScope } from '../domain/passkey-challenge.ts';
import { conditionally } from './documents.ts';

/** No user has this id. */
const NOBODY = '-';

/**
 * The challenges that authenticators sign, in the table of throttles: each is stored once, for five minutes,
 * and taken once. A request that gets one has counted against a rate limit by a write to the same table.
 */
export class PasskeyChallenges {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Stores a challenge. It may be repeated.
   * @param challenge random, in base64url
   * @param now ms since 1970
   */
  async add(challenge: string, { purpose, userId = NOBODY }: PasskeyScope, now: number): Promise<void> {
    await this.#documents.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: keyOf(challenge),
        UpdateExpression: 'SET purpose = :purpose, user_id = :user, expires_at = :expires',
        ExpressionAttributeValues: {
          ':purpose': purpose,
          ':user': userId,
          ':expires': Math.ceil((now + PASSKEY_CHALLENGE_MS) / 1_000),
        },
      }),
    );
  }

  /**
   * Takes a challenge, once. A write that is repeated because its response was lost finds its own.
   * @param attemptId unique to the attempt
   * @param now ms since 1970
   * @returns whether it is taken by this attempt; false also for one of another purpose or user, one that
   *   has expired, and one that was never stored
   */
  async take(
    challenge: string,
    { purpose, userId = NOBODY }: PasskeyScope,
    attemptId: string,
    now: number,
  ): Promise<boolean> {
    const taken = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: keyOf(challenge),
          UpdateExpression: 'SET taken_by = :attempt',
          ConditionExpression:
            'purpose = :purpose AND user_id = :user AND expires_at > :now AND (attribute_not_exists(taken_by) OR taken_by = :attempt)',
          ExpressionAttributeValues: {
            ':purpose': purpose,
            ':user': userId,
            ':now': Math.floor(now / 1_000),
            ':attempt': attemptId,
          },
        }),
      ),
    );
    return 'ok' in taken;
  }
}

function keyOf(challenge: string): { key: string } {
  return { key: `passkey#${challenge}` };
}
