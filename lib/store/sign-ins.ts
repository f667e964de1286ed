import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import {
  MOST_SIGN_INS,
  SIGN_IN_EVENTS,
  SIGN_IN_MEANS,
  SIGN_IN_RESULTS,
  SIGN_INS_STORED_MS,
  type SignIn,
} from '../domain/sign-in.ts';
import { SafeNumber } from './items.ts';

/**
 * The prefix of the range keys of sign-ins in the table of sessions. Those of sessions are before it.
 */
export const SIGN_INS = '~';
const DIGITS_OF_A_TIME = 15;

const Item = z.pipe(
  z.object({
    user_id: z.string(),
    session_id: z.string(),
    at: SafeNumber,
    event: z.enum(SIGN_IN_EVENTS),
    result: z.enum(SIGN_IN_RESULTS),
    means: z.optional(z.enum(SIGN_IN_MEANS)),
    network: z.string(),
    user_agent: z.string(),
    expires_at: SafeNumber,
  }),
  z.transform((item): SignIn & { expiresAt: number } => ({
    userId: item.user_id,
    id: item.session_id,
    at: item.at,
    event: item.event,
    result: item.result,
    ...(item.means && { means: item.means }),
    network: item.network,
    userAgent: item.user_agent,
    expiresAt: item.expires_at,
  })),
);

/** The recent sign-ins of users, in the table of their sessions: an item each, for 30 days. */
export class SignIns {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /** Stores one. It may be repeated. @param storedMs how long, in ms */
  async add(
    { userId, id, at, event, result, means, network, userAgent }: SignIn,
    storedMs = SIGN_INS_STORED_MS,
  ): Promise<void> {
    await this.#documents.send(
      new PutCommand({
        TableName: this.#table,
        Item: {
          user_id: userId,
          session_id: `${SIGN_INS}${String(at).padStart(DIGITS_OF_A_TIME, '0')}#${id}`,
          at,
          event,
          result,
          means,
          network,
          user_agent: userAgent,
          expires_at: Math.floor((at + storedMs) / 1_000),
        },
      }),
    );
  }

  /** The newest of a user, the newest first. @param now ms since 1970 */
  async of(userId: string, now: number): Promise<SignIn[]> {
    const { Items = [] } = await this.#documents.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'user_id = :user AND session_id >= :signIns',
        ExpressionAttributeValues: { ':user': userId, ':signIns': SIGN_INS },
        ScanIndexForward: false,
        Limit: MOST_SIGN_INS,
        ConsistentRead: true,
      }),
    );
    return z
      .array(Item)
      .parse(Items)
      .filter(({ expiresAt }) => expiresAt * 1_000 > now);
  }
}
