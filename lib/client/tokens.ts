import type { Clock } from './clock.ts';
import { MibProblem } from './errors.ts';
import type { SessionStore } from './session-store.ts';
import type { CurrentSession, Session } from './types.ts';

/** The client stops using a token this long before it expires, so that requests arrive in time. */
const MARGIN_MS = 30_000;

/** How a client gets a session, and what it does without one. */
export interface TokensOptions {
  /** The session to begin with. */
  readonly session?: CurrentSession | undefined;
  /** Where the session is stored. Several clients may share it. */
  readonly store?: SessionStore | undefined;
  /** Gets new tokens for a refresh token. */
  readonly refresh?: ((refreshToken: string) => Promise<Session>) | undefined;
  /** Begins another session; undefined if the client has no credentials. */
  readonly logIn?: (() => Promise<Session>) | undefined;
  /** Is called once when the session is over and the client cannot log in. */
  readonly onSessionEnded?: (() => void) | undefined;
}

/** The current token. It is renewed when it expires: by its session, or by another login. */
export class Tokens {
  readonly #clock: Clock;
  readonly #options: TokensOptions;
  #session: CurrentSession | undefined;
  #token: string | undefined;
  #renewal: Promise<string | undefined> | undefined;

  constructor(clock: Clock, options: TokensOptions) {
    this.#clock = clock;
    this.#options = options;
    this.#session = options.session;
    this.#token = options.session?.token;
  }

  /** The last token, which the API may have refused meanwhile. */
  get token(): string | undefined {
    return this.#token;
  }

  /** The session; undefined if there is none that goes on. */
  get session(): CurrentSession | undefined {
    return this.#session;
  }

  /** Makes this session the current one. */
  async use(session: Session): Promise<Session> {
    const { token, expires_in, refresh_token: refreshToken, refresh_expires_in, scope } = session;
    const after = (seconds: number) => new Date(this.#clock.now() + 1_000 * seconds).toISOString();
    this.#adopt({
      token,
      expiresAt: after(expires_in),
      ...(refreshToken && { refreshToken, refreshExpiresAt: after(refresh_expires_in) }),
      ...(scope && { scope }),
    });
    await this.#options.store?.write(this.#session);
    return session;
  }

  /** The session is over. `onSessionEnded` is not called: the caller knows. */
  async forget(): Promise<void> {
    this.#session = undefined;
    this.#token = undefined;
    await this.#options.store?.write(undefined);
  }

  /** The token to send, which is renewed if it has expired. @throws what the renewal throws */
  async current(): Promise<string | undefined> {
    if (this.#isGood(this.#session) || !this.#canRenew()) return this.#token;
    try {
      return (await this.#renew(this.#token)) ?? this.#token;
    } catch (error) {
      // No response yet, and the token is good for some seconds more.
      if (this.#isGood(this.#session, 0)) return this.#token;
      throw error;
    }
  }

  /**
   * A token other than the refused one.
   * @returns undefined if the session is over and the client cannot log in
   * @throws what the renewal throws
   */
  async insteadOf(refused: string | undefined): Promise<string | undefined> {
    if (this.#canRenew()) return this.#token === refused ? this.#renew(refused) : this.#token;
    if (this.#session && this.#session.token === refused) await this.#end();
    return undefined;
  }

  /** Replaces a token that may only add a second factor, once there is one. Without a response it stays. */
  async widen(): Promise<void> {
    if (this.#session?.scope === undefined || !this.#canRenew()) return;
    await this.#renew(this.#token).catch(() => undefined);
  }

  #canRenew(): boolean {
    const { logIn, store } = this.#options;
    return logIn !== undefined || this.#session?.refreshToken !== undefined || (store !== undefined && !!this.#session);
  }

  #isGood(session: CurrentSession | undefined, marginMs = MARGIN_MS): boolean {
    if (!session) return false;
    const { expiresAt } = session;
    return expiresAt === undefined || this.#clock.now() < Date.parse(expiresAt) - marginMs;
  }

  #adopt(session: CurrentSession): void {
    this.#session = session;
    this.#token = session.token;
  }

  /** Concurrent requests wait for the same renewal, and so do other clients with the same store. */
  #renew(old: string | undefined): Promise<string | undefined> {
    const { store } = this.#options;
    const work = () => this.#renewed(old);
    this.#renewal ??= (store?.exclusively?.(work) ?? work()).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #renewed(old: string | undefined): Promise<string | undefined> {
    const { store, logIn } = this.#options;
    const stored = store && this.#session ? await store.read() : undefined;
    // Another client was first.
    if (stored && stored.token !== old && this.#isGood(stored)) {
      this.#adopt(stored);
      return stored.token;
    }
    const refreshed = await this.#refreshed((stored ?? this.#session)?.refreshToken);
    if (refreshed) return (await this.use(refreshed)).token;
    if (logIn) return (await this.use(await logIn())).token;
    if (this.#session) await this.#end();
    return undefined;
  }

  async #refreshed(refreshToken: string | undefined): Promise<Session | undefined> {
    const { refresh } = this.#options;
    if (refreshToken === undefined || !refresh) return undefined;
    try {
      return await refresh(refreshToken);
    } catch (error) {
      if (error instanceof MibProblem && error.code === 'session_ended') return undefined;
      throw error;
    }
  }

  async #end(): Promise<void> {
    this.#session = undefined;
    await this.#options.store?.write(undefined);
    this.#options.onSessionEnded?.();
  }
}
