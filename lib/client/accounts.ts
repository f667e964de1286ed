import { within } from './clock.ts';
import { isLost, MibProblem, MibUnreachable } from './errors.ts';
import { backoff, type RetryPolicy, type Runtime } from './retries.ts';
import { dataOf, type Routes } from './routes.ts';
import type {
  CallOptions,
  ChallengeResponse,
  Credentials,
  PasskeyLogin,
  PasskeyRequestOptions,
  PasswordReset,
  Session,
} from './types.ts';

/** Three attempts begin within 20 seconds. */
const REFRESH_ATTEMPTS = 3;
const REFRESH_MS = 8_000;

/** Asks for a code of the authenticator app, or a recovery code. */
export type SecondFactor = () => string | Promise<string>;

/** Registration, login and refresh. They take no Idempotency-Key, so each has its own way to retry. */
export class Accounts {
  readonly #routes: Routes;
  readonly #retries: RetryPolicy;
  readonly #runtime: Runtime;
  readonly #secondFactor: SecondFactor | undefined;

  constructor(routes: Routes, retries: RetryPolicy, runtime: Runtime, secondFactor?: SecondFactor) {
    this.#secondFactor = secondFactor;
    this.#routes = routes;
    this.#retries = retries;
    this.#runtime = runtime;
  }

  /**
   * Retries if the response was lost: a second session does no harm. Does not retry after 429: a
   * user who mistyped the password wants to know immediately. A second factor is asked for, if the client
   * knows how.
   * @throws MibProblem, MibUnreachable
   */
  async logIn(credentials: Credentials, options: CallOptions = {}): Promise<Session> {
    try {
      return await this.#retrying(() => this.#post('/auth/login', credentials, options), options);
    } catch (error) {
      const { challenge } = error instanceof MibProblem ? error : {};
      if (challenge === undefined || !this.#secondFactor) throw error;
      return this.loginWithCode({ challenge, code: await this.#secondFactor() }, options);
    }
  }

  /** Completes a login. It is sent once: a code is taken once. @throws MibProblem, MibUnreachable */
  async loginWithCode({ challenge, code }: ChallengeResponse, { signal = null }: CallOptions = {}): Promise<Session> {
    const result = await this.#routes.POST('/auth/login/code', { body: { challenge, code }, signal });
    return dataOf(result, this.#runtime.clock.now());
  }

  /** What a browser asks for a passkey with. @throws MibProblem, MibUnreachable */
  async passkeyOptions({ signal = null }: CallOptions = {}): Promise<PasskeyRequestOptions> {
    return dataOf(await this.#routes.POST('/auth/login/passkey/options', { signal }), this.#runtime.clock.now());
  }

  /** Logs in with a passkey. It is sent once: a signature is taken once. @throws MibProblem, MibUnreachable */
  async loginWithPasskey({ response, challenge }: PasskeyLogin, { signal = null }: CallOptions = {}): Promise<Session> {
    const body = { response, ...(challenge !== undefined && { challenge }) };
    const result = await this.#routes.POST('/auth/login/passkey', { body, signal });
    return dataOf(result, this.#runtime.clock.now());
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

  /**
   * Replaces a refresh token. Retries if the response was lost, early enough: the API gives the same
   * tokens again for half a minute.
   * @throws MibProblem, MibUnreachable
   */
  refresh(refresh_token: string): Promise<Session> {
    const { clock } = this.#runtime;
    const tooLate = () => new MibUnreachable(`POST /auth/refresh got no response within ${REFRESH_MS} ms`);
    const body = { refresh_token };
    const attempts = Math.min(REFRESH_ATTEMPTS, this.#retries.attempts);
    const send = () =>
      within({ clock, ms: REFRESH_MS, tooLate }, async (signal) =>
        dataOf(await this.#routes.POST('/auth/refresh', { body, signal }), clock.now()),
      );
    return this.#retrying(send, {}, attempts);
  }

  /** Sets a password with a code. It is sent once: a repeated request would find the code used. */
  async resetPassword({ login, code, newPassword }: PasswordReset, signal: AbortSignal | null): Promise<void> {
    const body = { login, code, new_password: newPassword };
    const { response, error } = await this.#routes.POST('/auth/reset', { body, signal });
    if (!response.ok) throw new MibProblem(response, error, this.#runtime.clock.now());
  }

  async #retrying(
    send: (isRepeated: boolean) => Promise<Session>,
    { signal }: CallOptions,
    most = this.#retries.attempts,
  ): Promise<Session> {
    const { clock, random } = this.#runtime;
    for (let attempts = 1; ; attempts++) {
      try {
        return await send(attempts > 1);
      } catch (error) {
        if (!isLost(error) || attempts >= most) throw error;
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
