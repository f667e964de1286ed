import type { Clock } from './clock.ts';
import type { Session } from './types.ts';

/** The client stops using a token this long before it expires, so that requests arrive in time. */
const MARGIN_MS = 30_000;

/** The current token. It is renewed when it has expired, if the client can log in. */
export class Tokens {
  readonly #clock: Clock;
  readonly #logIn: (() => Promise<Session>) | undefined;
  #token: string | undefined;
  #expiresAt = Number.POSITIVE_INFINITY;
  #renewal: Promise<string> | undefined;

  /** @param logIn gets a new token; undefined if the client has no credentials */
  constructor(clock: Clock, logIn: (() => Promise<Session>) | undefined, token: string | undefined) {
    this.#clock = clock;
    this.#logIn = logIn;
    this.#token = token;
  }

  get token(): string | undefined {
    return this.#token;
  }

  /** Makes the token of this session the current one. */
  use(session: Session): Session {
    this.#token = session.token;
    this.#expiresAt = this.#clock.now() + 1_000 * session.expires_in - MARGIN_MS;
    return session;
  }

  /** The token to send, which is renewed if it has expired. @throws what `logIn` throws */
  async current(): Promise<string | undefined> {
    const isGood = this.#token !== undefined && this.#clock.now() < this.#expiresAt;
    return isGood || !this.#logIn ? this.#token : this.#renew(this.#logIn);
  }

  /**
   * A token other than the refused one.
   * @returns undefined if the client cannot log in
   * @throws what `logIn` throws
   */
  async insteadOf(refused: string | undefined): Promise<string | undefined> {
    if (!this.#logIn) return undefined;
    return this.#token === refused ? this.#renew(this.#logIn) : this.#token;
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
