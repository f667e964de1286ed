import { within } from './clock.ts';
import { MibTimeout } from './errors.ts';
import { nextCursor, type PageInit, pageAt, pages } from './pages.ts';
import { type Polling, type WaitOptions, waitFor } from './polling.ts';
import type { Runtime } from './retries.ts';
import { dataOf, type Routes } from './routes.ts';
import type * as api from './types.ts';

/** The largest pages need the fewest requests. */
const LARGEST = { limit: 100 };
/** The longest wait that the API applies. */
export const LONGEST_WAIT_SECONDS = 10;

const FINAL: ReadonlySet<string> = new Set<api.TransactionStatus>(['SUCCESSFUL', 'INVALID', 'FAILED']);

/** What holds need of a client. */
interface Parts extends Runtime, Polling {
  readonly newKey: () => string;
}

/** A write of the owner of a payee. */
type Write = 'capture' | 'void';

/** What is held by wallets and for them, and what becomes of it. */
export class Holds {
  readonly #routes: Routes;
  readonly #parts: Parts;

  constructor(routes: Routes, parts: Parts) {
    this.#routes = routes;
    this.#parts = parts;
  }

  /** What is held by a wallet and for it. */
  async *all(
    walletId: string,
    query: api.HoldsQuery,
    signal: AbortSignal | null,
  ): AsyncGenerator<api.Hold, void, void> {
    for await (const page of pages({ ...LARGEST, ...query }, this.#read(walletId, signal))) yield* this.#holdsOf(page);
  }

  /** One page of what is held by a wallet and for it. */
  async page(walletId: string, query: api.HoldsQuery, signal: AbortSignal | null): Promise<api.HoldsPage> {
    const page = await this.#read(walletId, signal)(pageAt(query));
    return { holds: this.#holdsOf(page), ...nextCursor(page.response) };
  }

  /**
   * Captures or voids what is held for a wallet, and resolves with the final transfer.
   * @throws MibTimeout, MibProblem
   */
  async end(
    write: Write,
    walletId: string,
    TxID: string,
    { amount, timeoutMs: ms = 60_000, signal, idempotencyKey = this.#parts.newKey() }: api.CaptureOptions & WaitOptions,
  ): Promise<api.TransactionDetail> {
    const { clock } = this.#parts;
    const tooLate = () => new MibTimeout(`waited ${ms} ms for the ${write} of transfer ${TxID}`);
    const waitSeconds = Math.min(LONGEST_WAIT_SECONDS, Math.floor(ms / 1_000));
    const header = { 'idempotency-key': idempotencyKey, ...(waitSeconds > 0 && { prefer: `wait=${waitSeconds}` }) };
    const params = { path: { id: walletId, TxID }, header };
    return within({ clock, ms, tooLate, signal }, async (either) => {
      const init = { params, signal: either };
      const begun =
        write === 'void'
          ? await this.#routes.POST('/api/user/transactions/{id}/{TxID}/void', { ...init, body: {} })
          : await this.#routes.POST('/api/user/transactions/{id}/{TxID}/capture', {
              ...init,
              body: amount === undefined ? {} : { amount: String(amount) },
            });
      const state = dataOf(begun, clock.now());
      if ('timeline' in state && isFinal(state)) return state;
      const ask = async (asking: AbortSignal) => {
        const path = { id: walletId, TxID };
        const init = { params: { path }, signal: asking };
        return dataOf(await this.#routes.GET('/api/user/transactions/{id}/{TxID}', init), clock.now());
      };
      const options = { timeoutMs: ms, signal: either };
      return waitFor(`the ${write} of transfer ${TxID}`, ask, isFinal, this.#parts, options);
    });
  }

  #read(walletId: string, signal: AbortSignal | null) {
    const params = { path: { id: walletId } };
    return (page: PageInit) => this.#routes.GET('/api/user/holds/{id}', { params, ...page, signal });
  }

  /** A list without holds may be a response without a body. */
  #holdsOf(page: { data?: api.Hold[] | undefined; error?: unknown; response: Response }): api.Hold[] {
    return page.response.status === 204 ? [] : dataOf(page, this.#parts.clock.now());
  }
}

/** Whether a status never changes any more. */
export function isFinal({ status }: Pick<api.Transaction, 'status'>): boolean {
  return FINAL.has(status);
}

/** Whether the money of a manual payment is held, or was. */
export function isAuthorised({ authorised_at }: Pick<api.Transaction, 'authorised_at'>): boolean {
  return authorised_at !== undefined;
}
