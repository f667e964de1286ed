import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const BYTES = 32;

/**
 * Who may call the control room: the browser that has opened its address. The address has a token,
 * which is exchanged once for a cookie.
 */
export class Session {
  /** For the address. */
  readonly token = newSecret();
  readonly #cookie = newSecret();
  readonly #name: string;
  #exchanged = false;

  /** @param port cookies do not tell ports apart, so that it is part of the name */
  constructor(port: number) {
    this.#name = `mib_console_${port}`;
  }

  /** Whether the header `Cookie` has the cookie of this session. */
  admits(cookies: string | undefined): boolean {
    const pairs = (cookies ?? '').split(';').map((pair) => pair.trim());
    return pairs.some(
      (pair) => pair.startsWith(`${this.#name}=`) && same(pair.slice(this.#name.length + 1), this.#cookie),
    );
  }

  /**
   * Exchanges the token, the first time only.
   * @returns the header `Set-Cookie`; undefined for another token, or one that was exchanged before
   */
  exchange(token: string): string | undefined {
    if (this.#exchanged || !same(token, this.token)) return undefined;
    this.#exchanged = true;
    // No Secure: the address is http, on this machine alone.
    return `${this.#name}=${this.#cookie}; Path=/; HttpOnly; SameSite=Strict`;
  }
}

function newSecret(): string {
  return randomBytes(BYTES).toString('base64url');
}

/** Compares in a time that tells nothing of the secret. */
function same(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
