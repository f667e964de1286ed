import { isDeepStrictEqual } from 'node:util';
import { ServiceError } from '../aws/aws-json.ts';

/** For so long DynamoDB knows the token of a transaction again. */
const KNOWN_MS = 10 * 60_000;

/**
 * The tokens of transactions that were written. A client that repeats a request because its response was
 * lost repeats the token, and then nothing is written.
 */
export class TransactionTokens {
  /** By token, the oldest first. */
  readonly #written = new Map<string, { readonly items: unknown; readonly at: number }>();

  /**
   * Whether the transaction is written already.
   * @param now ms since 1970
   * @throws ServiceError IdempotentParameterMismatchException if the token is of another one
   */
  has(token: string | undefined, items: unknown, now: number): boolean {
    for (const [old, { at }] of this.#written) {
      if (now - at < KNOWN_MS) break;
      this.#written.delete(old);
    }
    const known = token === undefined ? undefined : this.#written.get(token);
    if (!known) return false;
    if (isDeepStrictEqual(known.items, items)) return true;
    throw new ServiceError('IdempotentParameterMismatchException', 'The token is of another transaction');
  }

  /** Remembers a transaction that is written. @param now ms since 1970 */
  add(token: string | undefined, items: unknown, now: number): void {
    if (token !== undefined) this.#written.set(token, { items, at: now });
  }
}
