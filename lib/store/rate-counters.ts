import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { RatePolicy, RateWindow } from '../domain/rate-limit.ts';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';

const Item = z.object({ used: SafeNumber });
/** A response after this time, in ms, counts as none. */
const TIMEOUT_MS = 1000;
/**
 * Counters outlive their window by this time, because instances whose clock is late may still write
 * to them.
 */
const KEEP_AFTER_MS = 60_000;

/**
 * The counters that all instances of all functions share: one item per policy, subject and window.
 */
export class RateCounters {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Adds requests in one conditional write, unless the limit is reached, or more than `atMost` are
   * counted already. A write that is repeated
   * because its response was lost counts twice: the subject gets less, never more.
   * @returns the new count, or `full` if nothing was added
   */
  async add(
    policy: RatePolicy,
    subject: string,
    window: RateWindow,
    requests: number,
    atMost = policy.limit - 1,
  ): Promise<number | 'full'> {
    // A counter that does not exist counts none.
    if (atMost < 0) return 'full';
    const write = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { key: `rate#${policy.name}#${window.number}#${subject}` },
          UpdateExpression: 'SET used = if_not_exists(used, :none) + :requests, expires_at = :expires',
          ConditionExpression: 'attribute_not_exists(used) OR used <= :at_most',
          ExpressionAttributeValues: {
            ':none': 0,
            ':requests': requests,
            ':at_most': atMost,
            ':expires': Math.ceil((window.endsAt + KEEP_AFTER_MS) / 1000),
          },
          ReturnValues: 'ALL_NEW',
        }),
        { abortSignal: AbortSignal.timeout(TIMEOUT_MS) },
      ),
    );
    return 'ok' in write ? Item.parse(write.ok.Attributes).used : 'full';
  }
}
