import type { Clock } from './clock.ts';
import type { CurrentSession, Session } from './types.ts';

/** The client stops using a token this long before it expires, so that requests arrive in time. */
const MARGIN_MS = 30_000;

/** How a client gets a session, and what it does without one. */
export interface TokensOptions {
  /** The session to begin with. */
  readonly session?: CurrentSession | undefined;
  /** Gets a new token; undefined if the client has no credentials. */
  readonly logIn?: (() => Promise<Session>) | undefined;
  /** Is called once when the API refuses the token and the client cannot log in. */
  readonly onSessionEnded?: (() => void) | undefined;
}

/** The current token. It is renewed when it has expired, if the client can log in. */
export class Tokens {
  readonly #clock: Clock;
  readonly #options: TokensOptions;
  #session: CurrentSession | undefined;
  #token: string | undefined;
  #renewal: Promise<string> | undefined;

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

  /** The token and when it expires; undefined if there is none that the API has not refused. */
  get session(): CurrentSession | undefined {
    return this.#session;
  }

  /** Makes the token of this session the current one. */
  use(session: Session): Session {
    const { token, expires_in } = session;
    this.#token = token;
    this.#session = { token, expiresAt: new Date(this.#clock.now() + 1_000 * expires_in).toISOString() };
    return session;
  }

  /** The token to send, which is renewed if it has expired. @throws what `logIn` throws */
  async current(): Promise<string | undefined> {
    const { logIn } = this.#options;
    return this.#isGood() || !logIn ? this.#token : this.#renew(logIn);
  }

  /**
   * A token other than the refused one.
   * @returns undefined if the client cannot log in
   * @throws what `logIn` throws
   */
  async insteadOf(refused: string | undefined): Promise<string | undefined> {
    const { logIn } = this.#options;
    if (logIn) return this.#token === refused ? this.#renew(logIn) : this.#token;
    if (this.#session && this.#session.token === refused) {
      this.#session = undefined;
      this.#options.onSessionEnded?.();
    }
    return undefined;
  }

  #isGood(): boolean {
    if (!this.#session) return false;
    const { expiresAt } = this.#session;
    return expiresAt === undefined || this.#clock.now() < Date.parse(expiresAt) - MARGIN_MS;
  }

  /** Concurrent requests wait for the same login. */
  #renew(logIn: () => Promise<Session>): Promise<string> {
    this.#renewal ??= logIn()
      .then((session) => this.use(session).token)
      .finally(() => {
        this.#renewal = undefined;
      });
    return this.#renewal;
  }
}
