import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { delayAfter, FORGET_FAILURES_AFTER_MS, KNOWN_FOR_MS } from '../domain/login-backoff.ts';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';

const Failures = z.object({ failures: SafeNumber, next_at: SafeNumber, forget_at: SafeNumber });
const Known = z.object({ known_until: SafeNumber });
const MAX_TRIES = 10;
/**
 * The wait of an attempt that loses every race for the counter: that many concurrent attempts are
 * no person typing.
 */
const BUSY_DELAY_MS = 1000;

/** An attempt to log in: the wait in ms, or 0; and whether its address is known for this login. */
export interface Attempt {
  readonly waitMs: number;
  readonly known: boolean;
}

/**
 * Counts failed logins by folded login, whether the user exists or not. An address from which the
 * login has succeeded in the last 30 days has its own counter; all other addresses share one. So
 * failures of strangers make strangers wait, and not the user.
 */
export class LoginBackoff {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Counts one attempt as failed before the password is compared, so that concurrent guesses are
   * not free. Costs two reads and one conditional write, or the reads alone if the attempt has to
   * wait. One update expression cannot choose the counter, bound the delay and forget it after a
   * day. So the condition requires that nothing has changed since the reads.
   * @param address the source of the attempt; contains no `#`
   * @param now ms since 1970
   * @param attemptId unique to the attempt: a write that is repeated because its response was lost
   * finds itself counted
   */
  async take(login: string, address: string, now: number, attemptId: string): Promise<Attempt> {
    let known = false;
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      const [own, shared] = await Promise.all([this.#get(keyOfAddress(login, address)), this.#get(keyOfLogin(login))]);
      known = (Known.safeParse(own).data?.known_until ?? 0) * 1000 > now;
      const seen = failuresIn(known ? own : shared, now);
      if (seen && seen.next_at > now) return { waitMs: seen.next_at - now, known };
      const failures = (seen?.failures ?? 0) + 1;
      const unchanged = seen ? 'failures = :seen' : '(attribute_not_exists(forget_at) OR forget_at <= :seconds)';
      const taken = await conditionally(
        this.#documents.send(
          new UpdateCommand({
            TableName: this.#table,
            Key: { key: known ? keyOfAddress(login, address) : keyOfLogin(login) },
            UpdateExpression: `SET failures = :failures, next_at = :next, forget_at = :forget, attempt_id = :attempt${known ? '' : ', expires_at = :forget'}`,
            ConditionExpression: `(${unchanged} OR attempt_id = :attempt)${known ? ' AND attribute_exists(known_until)' : ''}`,
            ExpressionAttributeValues: {
              ':failures': failures,
              ':attempt': attemptId,
              ':next': now + delayAfter(failures),
              ':forget': Math.ceil((now + FORGET_FAILURES_AFTER_MS) / 1000),
              ...(seen ? { ':seen': seen.failures } : { ':seconds': Math.floor(now / 1000) }),
            },
          }),
        ),
      );
      if ('ok' in taken) return { waitMs: 0, known };
    }
    return { waitMs: BUSY_DELAY_MS, known };
  }

  /**
   * Records a right password: the address is known for this login from now on, and its failures are
   * forgotten. If the address was unknown before, so are the failures of all unknown addresses.
   * Otherwise those stay, and strangers learn nothing from it.
   */
  async succeeded(login: string, address: string, { known }: Pick<Attempt, 'known'>, now: number): Promise<void> {
    const remember = this.#documents.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: { key: keyOfAddress(login, address) },
        UpdateExpression:
          'SET known_until = :until, expires_at = :until REMOVE failures, next_at, forget_at, attempt_id',
        ExpressionAttributeValues: { ':until': Math.ceil((now + KNOWN_FOR_MS) / 1000) },
      }),
    );
    const forget = known
      ? undefined
      : this.#documents.send(new DeleteCommand({ TableName: this.#table, Key: { key: keyOfLogin(login) } }));
    await Promise.all([remember, forget]);
  }

  async #get(key: string): Promise<unknown> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { key }, ConsistentRead: true }),
    );
    return item;
  }
}

function failuresIn(item: unknown, now: number): z.infer<typeof Failures> | undefined {
  const failures = Failures.safeParse(item).data;
  return failures && failures.forget_at * 1000 > now ? failures : undefined;
}

function keyOfLogin(login: string): string {
  return `login#${login}`;
}

/**
 * The address precedes the login, which may contain any character: `ann#<address>` can be a login,
 * too.
 */
function keyOfAddress(login: string, address: string): string {
  return `login-from#${address}#${login}`;
}
