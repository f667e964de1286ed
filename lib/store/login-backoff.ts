import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { delayAfter, FORGET_FAILURES_AFTER_MS, KNOWN_FOR_MS } from '../domain/login-backoff.ts';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';

const Failures = z.object({ failures: SafeNumber, next_at: SafeNumber, forget_at: SafeNumber });
const Known = z.object({ known_until: SafeNumber });
const MAX_TRIES = 10;
/** For the one that loses every race for the counter: so many at once are no person typing. */
const BUSY_DELAY_MS = 1000;

/** One attempt to log in: 0, or how many ms it has to wait; and whether the login has succeeded from its address of late. */
export interface Attempt {
  readonly waitMs: number;
  readonly known: boolean;
}

/**
 * Counts failed logins, by folded login, whether there is such a user or not. An address from which a login has succeeded in the last 30
 * days has a counter of its own, and all others share one: strangers who fail keep strangers waiting, and not the user.
 */
export class LoginBackoff {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Takes one attempt before the password is looked at, counting it as failed: of many guesses at once none is free. It is two reads
   * and one conditional write, and reads alone if it has to wait. Which counter it is, and that the delay has an upper bound and is forgotten
   * after a day, cannot be said in one update expression; the condition sees to it that nothing has changed since the reads.
   * @param address where the attempt comes from, by a name that has no `#` in it
   * @param now ms since 1970
   * @param attemptId no other attempt's: by it a write that is repeated because its reply was lost finds itself counted
   */
  async take(login: string, address: string, now: number, attemptId: string): Promise<Attempt> {
    let known = false;
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      const [own, everybodys] = await Promise.all([
        this.#get(keyOfAddress(login, address)),
        this.#get(keyOfLogin(login)),
      ]);
      known = (Known.safeParse(own).data?.known_until ?? 0) * 1000 > now;
      const seen = failuresIn(known ? own : everybodys, now);
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
   * The password was right: from now on the address is known for this login, and its failures are forgotten. So are those of strangers
   * if it was one of them; otherwise strangers are told nothing by it.
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

/** The address stands before the login, which may have any character in it: `ann#<address>` is somebody's login, too. */
function keyOfAddress(login: string, address: string): string {
  return `login-from#${address}#${login}`;
}
