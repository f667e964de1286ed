import type { Clock } from './clock.ts';
import { MibProblem } from './errors.ts';
import { nextCursor, type PageInit, pageAt, pages } from './pages.ts';
import { dataOf, type Routes } from './routes.ts';
import type * as api from './types.ts';

/** The largest pages need the fewest requests. */
const LARGEST = { limit: 100 };

/** The users with whom the user shares wallets, and the wallets that others share with them. */
export class Sharing {
  readonly #routes: Routes;
  readonly #clock: Clock;

  constructor(routes: Routes, { clock }: { readonly clock: Clock }) {
    this.#routes = routes;
    this.#clock = clock;
  }

  /** The users with whom a wallet is shared, by login. */
  async members(walletId: string, { signal = null }: api.CallOptions = {}): Promise<readonly api.Member[]> {
    const params = { path: { id: walletId } };
    return this.#dataOf(await this.#routes.GET('/api/user/wallets/{id}/members', { params, signal }));
  }

  /**
   * Shares a wallet with a user, or changes what they may pay: null for one who only reads. Without
   * `maxPerDay` it stays, and a new member only reads. It may be repeated.
   */
  async share(
    walletId: string,
    login: string,
    { maxPerDay, signal = null }: api.CallOptions & { readonly maxPerDay?: bigint | string | null | undefined } = {},
  ): Promise<api.Member> {
    const params = { path: { id: walletId, login } };
    const body = maxPerDay === undefined ? {} : { max_per_day: maxPerDay === null ? null : String(maxPerDay) };
    const sent = { params, body, signal };
    return this.#dataOf(await this.#routes.PATCH('/api/user/wallets/{id}/members/{login}', sent));
  }

  /** Shares a wallet with a user no more. A member leaves by their own login. */
  async end(walletId: string, login: string, { signal = null }: api.CallOptions = {}): Promise<void> {
    const params = { path: { id: walletId, login } };
    const result = await this.#routes.DELETE('/api/user/wallets/{id}/members/{login}', { params, signal });
    if (!result.response.ok) throw new MibProblem(result.response, result.error, this.#clock.now());
  }

  /** All wallets that others share with the user, in the order of their ids. */
  async *wallets(
    query: api.WalletsQuery = {},
    { signal = null }: api.CallOptions = {},
  ): AsyncGenerator<api.Wallet, void, void> {
    for await (const page of pages({ ...LARGEST, ...query }, this.#read(signal))) yield* this.#dataOf(page);
  }

  /** One page of them, and the cursor of the next. */
  async walletsPage(query: api.WalletsQuery = {}, { signal = null }: api.CallOptions = {}): Promise<api.WalletsPage> {
    const page = await this.#read(signal)(pageAt(query));
    return { wallets: this.#dataOf(page), ...nextCursor(page.response) };
  }

  #read(signal: AbortSignal | null) {
    return (page: PageInit) => this.#routes.GET('/api/user/shared_wallets', { ...page, signal });
  }

  #dataOf<T>(result: { data?: T | undefined; error?: unknown; response: Response }): T {
    return dataOf(result, this.#clock.now());
  }
}
