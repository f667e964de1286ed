import { hash } from 'node:crypto';
import type { UserClaims } from '../domain/user-claims.ts';

/** With more tokens in use, those that were verified first are verified again. */
const MAX_TOKENS = 10_000;

interface Verified {
  readonly claims: UserClaims;
  /** When the token is no longer accepted, in s since 1970. */
  readonly until: number;
}

/**
 * Users' tokens that one set of keys has verified. A user sends the same token for minutes,
 * and each verification takes more CPU than the rest of a short request. Only tokens that were
 * valid are in it, and of a token only its hash.
 */
export class VerifiedTokens {
  /** By the hash of the token, the oldest first. */
  readonly #verified = new Map<string, Verified>();
  readonly #max: number;

  constructor(max = MAX_TOKENS) {
    this.#max = max;
  }

  /**
   * What it says; undefined if the token must be verified.
   * @param now s since 1970
   */
  claimsOf(token: string, now: number): UserClaims | undefined {
    const known = this.#verified.get(keyOf(token));
    return known && now < known.until ? known.claims : undefined;
  }

  add(token: string, verified: Verified): void {
    this.#verified.set(keyOf(token), verified);
    const [oldest] = this.#verified.keys();
    if (this.#verified.size > this.#max && oldest !== undefined) this.#verified.delete(oldest);
  }
}

function keyOf(token: string): string {
  return hash('sha256', token, 'base64url');
}
