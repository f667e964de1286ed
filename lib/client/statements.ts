import { nextCursor, type PageInit, pageAt, pages } from './pages.ts';
import type { Polling } from './polling.ts';
import type { Runtime } from './retries.ts';
import { dataOf, type Routes } from './routes.ts';
import type * as api from './types.ts';

/** The largest pages need the fewest requests. */
const LARGEST = { limit: 100 };

/** The statements of wallets. Each page is read when the caller needs it. */
export class Statements {
  readonly #routes: Routes;
  readonly #polling: Polling & Runtime;

  constructor(routes: Routes, polling: Polling & Runtime) {
    this.#routes = routes;
    this.#polling = polling;
  }

  /** The entries that a wallet has now. */
  async *entries(
    walletId: string,
    query: api.StatementQuery,
    signal: AbortSignal | null,
  ): AsyncGenerator<api.StatementEntry, void, void> {
    for await (const page of pages({ ...LARGEST, ...query }, this.#read(walletId, signal)))
      yield* this.#entriesOf(page);
  }

  /** One page of the entries of a wallet. */
  async page(walletId: string, query: api.StatementQuery, signal: AbortSignal | null): Promise<api.StatementPage> {
    const page = await this.#read(walletId, signal)(pageAt(query));
    return { entries: this.#entriesOf(page), ...nextCursor(page.response) };
  }

  /** The parts of a wallet's statement as CSV. */
  async *csv(
    walletId: string,
    query: api.StatementCsvQuery,
    signal: AbortSignal | null,
  ): AsyncGenerator<string, void, void> {
    const init = { params: { path: { id: walletId } }, parseAs: 'text', signal } as const;
    const read = (page: PageInit) => this.#routes.GET('/api/user/statement/{id}/csv', { ...init, ...page });
    for await (const part of pages(query, read)) yield dataOf(part, this.#polling.clock.now());
  }

  /** The entries after a number, and each further one once it is there. Only the caller ends it. */
  async *follow(
    walletId: string,
    { after = 0, signal = null }: api.FollowStatementOptions,
  ): AsyncGenerator<api.StatementEntry, void, void> {
    const { clock, random, firstDelayMs, longestDelayMs } = this.#polling;
    let last = after;
    for (let pause = firstDelayMs; ; ) {
      const { entries, next } = await this.page(walletId, { ...LARGEST, cursor: String(last) }, signal);
      for (const entry of entries) {
        last = entry.seq;
        yield entry;
      }
      if (next !== undefined) continue;
      if (entries.length > 0) pause = firstDelayMs;
      await clock.sleep((pause * (1 + random())) / 2, signal);
      pause = Math.min(1.5 * pause, longestDelayMs);
    }
  }

  #read(walletId: string, signal: AbortSignal | null) {
    const params = { path: { id: walletId } };
    return (page: PageInit) => this.#routes.GET('/api/user/statement/{id}', { params, ...page, signal });
  }

  #entriesOf(page: { data?: api.StatementEntry[] | undefined; error?: unknown; response: Response }) {
    return page.response.status === 204 ? [] : dataOf(page, this.#polling.clock.now());
  }
}
