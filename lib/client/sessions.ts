import type { Runtime } from './retries.ts';
import { assertDone, dataOf, type Routes } from './routes.ts';
import type { Tokens } from './tokens.ts';
import type { CallOptions, NewPassword, OwnSession, OwnSignIn, Session } from './types.ts';

/** The sessions of the user: their list and their end, and the password that begins them. */
export class Sessions {
  readonly #routes: Routes;
  readonly #tokens: Tokens;
  readonly #clock: Runtime['clock'];

  constructor(routes: Routes, tokens: Tokens, { clock }: Pick<Runtime, 'clock'>) {
    this.#routes = routes;
    this.#tokens = tokens;
    this.#clock = clock;
  }

  /** All sessions, the last used first. */
  async all(signal: AbortSignal | null): Promise<OwnSession[]> {
    return dataOf(await this.#routes.GET('/auth/sessions', { signal }), this.#clock.now());
  }

  /** The recent sign-ins, the newest first. */
  async signIns(signal: AbortSignal | null): Promise<OwnSignIn[]> {
    return dataOf(await this.#routes.GET('/auth/sign-ins', { signal }), this.#clock.now());
  }

  /** Ends a session. */
  async end(SessionID: string, signal: AbortSignal | null): Promise<void> {
    const params = { path: { SessionID } };
    assertDone(await this.#routes.DELETE('/auth/sessions/{SessionID}', { params, signal }), this.#clock.now());
  }

  /** Ends this session, or all. The client has none afterwards, also if the API gave no response. */
  async logOut({ all = false, signal = null }: CallOptions & { readonly all?: boolean | undefined }): Promise<void> {
    if (!this.#tokens.session) return;
    try {
      const result = await this.#routes.POST('/auth/logout', { ...(all && { body: { all } }), signal });
      // It was over before.
      if (result.response.status !== 401) assertDone(result, this.#clock.now());
    } finally {
      await this.#tokens.forget();
    }
  }

  /** Changes the password. The client goes on with the session that begins. */
  async changePassword({ password, newPassword }: NewPassword, signal: AbortSignal | null): Promise<Session> {
    const body = { password, new_password: newPassword };
    const result = await this.#routes.POST('/auth/password', { body, signal });
    return this.#tokens.use(dataOf(result, this.#clock.now()));
  }

  /** Deletes the account. The client has no session afterwards. */
  async deleteAccount(password: string, signal: AbortSignal | null): Promise<void> {
    const body = { password };
    assertDone(await this.#routes.DELETE('/auth/account', { body, signal }), this.#clock.now());
    await this.#tokens.forget();
  }
}
