import { isLost, MibProblem } from './errors.ts';
import { backoff, type RetryPolicy, type Runtime } from './retries.ts';
import { dataOf, type Routes } from './routes.ts';
import type { CallOptions, Credentials, Session } from './types.ts';

/** Registering and logging in. They take no Idempotency-Key, so each is repeated in its own way. */
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
   * Repeated if its answer was lost: there is no harm in two sessions. Not after 429: who mistyped his password wants to know at once.
   * @throws MibProblem, MibUnreachable
   */
  logIn(credentials: Credentials, options: CallOptions = {}): Promise<Session> {
    return this.#untilAnswered(() => this.#post('/auth/login', credentials, options), options);
  }

  /**
   * Repeated if its answer was lost. If the login is taken then, it may be by the request before: by that one if its password opens it.
   * @throws MibProblem, MibUnreachable
   */
  register(credentials: Credentials, options: CallOptions = {}): Promise<Session> {
    return this.#untilAnswered(async (isRepeated) => {
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

  async #untilAnswered(send: (isRepeated: boolean) => Promise<Session>, { signal }: CallOptions): Promise<Session> {
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
