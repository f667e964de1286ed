import { isLost, MibProblem } from './errors.ts';
import { backoff, type RetryPolicy, type Runtime } from './retries.ts';
import { dataOf, type Routes } from './routes.ts';
import type { CallOptions, Credentials, Session } from './types.ts';

/** Registration and login. They take no Idempotency-Key, so each has its own way to retry. */
export class Accounts {
  readonly #routes: Routes;
  readonly #retries: RetryPolicy;
  readonly #runtime: Runtime;

  constructor(routes: Routes, retries: RetryPolicy, runtime: Runtime) {
    this.#routes = routes;
    this.#retries = retries;
    this.#runtime = runtime;
  }

  /**
   * Retries if the response was lost: a second session does no harm. Does not retry after 429: a
   * user who mistyped the password wants to know immediately.
   * @throws MibProblem, MibUnreachable
   */
  logIn(credentials: Credentials, options: CallOptions = {}): Promise<Session> {
    return this.#retrying(() => this.#post('/auth/login', credentials, options), options);
  }

  /**
   * Retries if the response was lost. If the login is taken then, the lost request may have taken
   * it. A login with the same password shows it.
   * @throws MibProblem, MibUnreachable
   */
  register(credentials: Credentials, options: CallOptions = {}): Promise<Session> {
    return this.#retrying(async (isRepeated) => {
      try {
        return await this.#post('/auth/register', credentials, options);
      } catch (problem) {
        if (!isRepeated || !hasCode(problem, 'login_taken')) throw problem;
        return this.logIn(credentials, options).catch((error: unknown) => {
          throw hasCode(error, 'wrong_credentials') ? problem : error;
        });
      }
    }, options);
  }

  async #retrying(send: (isRepeated: boolean) => Promise<Session>, { signal }: CallOptions): Promise<Session> {
    const { clock, random } = this.#runtime;
    for (let attempts = 1; ; attempts++) {
      try {
        return await send(attempts > 1);
      } catch (error) {
        if (!isLost(error) || attempts >= this.#retries.attempts) throw error;
        await clock.sleep(backoff(this.#retries, attempts, random), signal);
      }
    }
  }

  async #post(path: '/auth/register' | '/auth/login', body: Credentials, options: CallOptions): Promise<Session> {
    const result = await this.#routes.POST(path, { body: { ...body }, signal: options.signal ?? null });
    return dataOf(result, this.#runtime.clock.now());
  }
}

function hasCode(error: unknown, code: MibProblem['code']): boolean {
  return error instanceof MibProblem && error.code === code;
}
