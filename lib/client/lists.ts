import type { Clock } from './clock.ts';
import { nextCursor, type PageInit, pageAt, pages } from './pages.ts';
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
    for await (const page of pages({ ...LARGEST, ...query }, this.#readWallets(signal))) yield* this.#itemsOf(page);
  }

  /** One page of the wallets of the user. */
  async walletsPage(query: api.WalletsQuery, signal: AbortSignal | null): Promise<api.WalletsPage> {
    const page = await this.#readWallets(signal)(pageAt(query));
    return { wallets: this.#itemsOf(page), ...nextCursor(page.response) };
  }

  /** The transactions of a wallet. */
  async *transactions(
    walletId: string,
    query: api.TransactionsQuery,
    signal: AbortSignal | null,
  ): AsyncGenerator<api.Transaction, void, void> {
    const read = this.#readTransactions(walletId, signal);
    for await (const page of pages({ ...LARGEST, ...query }, read)) yield* this.#itemsOf(page);
  }

  /** One page of the transactions of a wallet. */
  async transactionsPage(
    walletId: string,
    query: api.TransactionsQuery,
    signal: AbortSignal | null,
  ): Promise<api.TransactionsPage> {
    const page = await this.#readTransactions(walletId, signal)(pageAt(query));
    return { transactions: this.#itemsOf(page), ...nextCursor(page.response) };
  }

  /** The parts of a wallet's transactions as CSV. */
  async *csv(walletId: string, query: api.CsvQuery, signal: AbortSignal | null): AsyncGenerator<string, void, void> {
    const init = { params: { path: { id: walletId } }, parseAs: 'text', signal } as const;
    const read = (page: PageInit) => this.#routes.GET('/api/user/transactions/{id}/csv', { ...init, ...page });
    for await (const part of pages(query, read)) yield dataOf(part, this.#clock.now());
  }

  #readWallets(signal: AbortSignal | null) {
    return (page: PageInit) => this.#routes.GET('/api/user/wallets', { ...page, signal });
  }

  #readTransactions(walletId: string, signal: AbortSignal | null) {
    const params = { path: { id: walletId } };
    return (page: PageInit) => this.#routes.GET('/api/user/transactions/{id}', { params, ...page, signal });
  }

  /** A list without items may be a response without a body. */
  #itemsOf<T>(page: { data?: T[] | undefined; error?: unknown; response: Response }): T[] {
    return page.response.status === 204 ? [] : dataOf(page, this.#clock.now());
  }
}
