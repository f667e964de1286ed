import type { Clock } from './clock.ts';
import type { Session } from './types.ts';

/** A token is not used any more so long before it expires: it has to arrive before that. */
const MARGIN_MS = 30_000;

/** The token in use, and another one when it has expired, if there is a way to get it. */
export class Tokens {
  readonly #clock: Clock;
  readonly #logIn: (() => Promise<Session>) | undefined;
  #token: string | undefined;
  #expiresAt = Number.POSITIVE_INFINITY;
  #entering: Promise<string> | undefined;

  /** @param logIn how to get a token without asking anybody; undefined: not at all */
  constructor(clock: Clock, logIn: (() => Promise<Session>) | undefined, token: string | undefined) {
    this.#clock = clock;
    this.#logIn = logIn;
    this.#token = token;
  }

  get token(): string | undefined {
    return this.#token;
  }

  /** Uses the token of this session from now on. */
  keep(session: Session): Session {
    this.#token = session.token;
    this.#expiresAt = this.#clock.now() + 1_000 * session.expires_in - MARGIN_MS;
    return session;
  }

  /** A token to send, if there is one or a way to it. @throws what logging in throws */
  async current(): Promise<string | undefined> {
    const isGood = this.#token !== undefined && this.#clock.now() < this.#expiresAt;
    return isGood || !this.#logIn ? this.#token : this.#enter(this.#logIn);
  }

  /** Another token than this one, which was refused; undefined if there is no way to one. @throws what logging in throws */
  async insteadOf(refused: string | undefined): Promise<string | undefined> {
    if (!this.#logIn) return undefined;
    return this.#token === refused ? this.#enter(this.#logIn) : this.#token;
  }

  /** Requests at the same time wait for the same login. */
  #enter(logIn: () => Promise<Session>): Promise<string> {
    this.#entering ??= logIn()
      .then((session) => this.keep(session).token)
      .finally(() => {
        this.#entering = undefined;
      });
    return this.#entering;
  }
}
