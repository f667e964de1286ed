import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { delayAfter, FORGET_FAILURES_AFTER_MS } from '../domain/login-throttle.ts';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';

const Item = z.object({ failures: SafeNumber, next_at: SafeNumber, expires_at: SafeNumber });
const MAX_TRIES = 10;
/** For the one that loses every race for the counter: so many at once are no person typing. */
const BUSY_DELAY_MS = 1000;

/** Counts failed logins, by folded login, whether there is such a user or not. */
export class LoginThrottle {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Takes one attempt before the password is looked at, counting it as failed: of many guesses at once none is free.
   * @param now ms since 1970
   * @returns 0 if the attempt may go on, else how many ms to wait
   */
  async take(login: string, now: number): Promise<number> {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      const seen = await this.#get(login, now);
      if (seen && seen.next_at > now) return seen.next_at - now;
      const failures = (seen?.failures ?? 0) + 1;
      const taken = await conditionally(
        this.#documents.send(
          new UpdateCommand({
            TableName: this.#table,
            Key: { key: keyOf(login) },
            UpdateExpression: 'SET failures = :failures, next_at = :next, expires_at = :expires',
            ConditionExpression: seen ? 'failures = :seen' : 'attribute_not_exists(failures) OR expires_at <= :seconds',
            ExpressionAttributeValues: {
              ':failures': failures,
              ':next': now + delayAfter(failures),
              ':expires': Math.ceil((now + FORGET_FAILURES_AFTER_MS) / 1000),
              ...(seen ? { ':seen': seen.failures } : { ':seconds': Math.floor(now / 1000) }),
            },
          }),
        ),
      );
      if ('ok' in taken) return 0;
    }
    return BUSY_DELAY_MS;
  }

  /** The password was right: forgets the failures. */
  async clear(login: string): Promise<void> {
    await this.#documents.send(new DeleteCommand({ TableName: this.#table, Key: { key: keyOf(login) } }));
  }

  async #get(login: string, now: number) {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { key: keyOf(login) }, ConsistentRead: true }),
    );
    const seen = item && Item.parse(item);
    return seen && seen.expires_at * 1000 > now ? seen : undefined;
  }
}

function keyOf(login: string): string {
  return `login#${login}`;
}
