import type { Clock } from './clock.ts';
import { type PageInit, pages } from './pages.ts';
import { dataOf, type Routes } from './routes.ts';
import type * as api from './types.ts';

/** The largest pages need the fewest requests. */
const LARGEST = { limit: 100 };

/** Lists that come in pages or parts. Each page is read when the caller needs it. */
export class Lists {
  readonly #routes: Routes;
  readonly #clock: Clock;

  constructor(routes: Routes, clock: Clock) {
    this.#routes = routes;
    this.#clock = clock;
  }

  /** All wallets of the user, in the order of their ids. */
  async *wallets(query: api.WalletsQuery, signal: AbortSignal | null): AsyncGenerator<api.Wallet, void, void> {
    const read = (init: PageInit) => this.#routes.GET('/api/user/wallets', { ...init, signal });
    for await (const page of pages({ ...LARGEST, ...query }, read)) yield* dataOf(page, this.#clock.now());
  }

  /** The transactions of a wallet. */
  async *transactions(
    walletId: string,
    query: api.TransactionsQuery,
    signal: AbortSignal | null,
  ): AsyncGenerator<api.Transaction, void, void> {
    const params = { path: { id: walletId } };
    const read = (init: PageInit) => this.#routes.GET('/api/user/transactions/{id}', { params, ...init, signal });
    for await (const page of pages({ ...LARGEST, ...query }, read)) {
      // Without transactions the response has no body.
      if (page.response.status !== 204) yield* dataOf(page, this.#clock.now());
    }
  }

  /** The parts of a wallet's transactions as CSV. */
  async *csv(walletId: string, query: api.CsvQuery, signal: AbortSignal | null): AsyncGenerator<string, void, void> {
    const init = { params: { path: { id: walletId } }, parseAs: 'text', signal } as const;
    const read = (page: PageInit) => this.#routes.GET('/api/user/transactions/{id}/csv', { ...init, ...page });
    for await (const part of pages(query, read)) yield dataOf(part, this.#clock.now());
  }
}
