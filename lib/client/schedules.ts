import type { Clock } from './clock.ts';
import { MibProblem } from './errors.ts';
import { type PageInit, pages } from './pages.ts';
import { dataOf, type Routes } from './routes.ts';
import type * as api from './types.ts';

const ONE = '/api/user/scheduled_transfers/{id}/{ScheduleID}';

/** The scheduled transfers of the user's wallets. */
export class Schedules {
  readonly #routes: Routes;
  readonly #clock: Clock;

  constructor(routes: Routes, clock: Clock) {
    this.#routes = routes;
    this.#clock = clock;
  }

  async make(
    request: api.ScheduleRequest,
    init: { params: { header: { 'idempotency-key': string } }; signal: AbortSignal | null },
  ): Promise<api.ScheduledTransfer> {
    const { from, to, amount, reference, note, metadata, executeAt, repeat } = request;
    const common = {
      from_id: from,
      ...(reference !== undefined && { reference }),
      ...(note !== undefined && { note }),
      ...(metadata && { metadata }),
    };
    const payees =
      typeof to === 'string'
        ? { to_id: to, amount: String(amount) }
        : { to: to.map((share) => ({ to_id: share.to_id, amount: String(share.amount) })) };
    const timing = repeat ? { repeat: { ...repeat } } : { execute_at: new Date(executeAt).toISOString() };
    const body = { ...common, ...payees, ...timing };
    return this.#dataOf(await this.#routes.POST('/api/user/scheduled_transfers', { body, ...init }));
  }

  /** All scheduled transfers of a wallet, newest first. */
  async *of(walletId: string, signal: AbortSignal | null): AsyncGenerator<api.ScheduledTransfer, void, void> {
    const params = { path: { id: walletId } };
    const read = (page: PageInit) =>
      this.#routes.GET('/api/user/scheduled_transfers/{id}', { params, ...page, signal });
    for await (const page of pages({ limit: 100 }, read)) if (page.response.status !== 204) yield* this.#dataOf(page);
  }

  async one(walletId: string, ScheduleID: string, signal: AbortSignal | null): Promise<api.ScheduledTransfer> {
    return this.#dataOf(await this.#routes.GET(ONE, { params: { path: { id: walletId, ScheduleID } }, signal }));
  }

  async change(
    walletId: string,
    ScheduleID: string,
    body: api.ScheduleChange,
    signal: AbortSignal | null,
  ): Promise<api.ScheduledTransfer> {
    return this.#dataOf(
      await this.#routes.PATCH(ONE, { params: { path: { id: walletId, ScheduleID } }, body, signal }),
    );
  }

  /** The first of two attempts may have cancelled it, although its response was lost. */
  async cancel(walletId: string, ScheduleID: string, signal: AbortSignal | null): Promise<api.ScheduledTransfer> {
    const params = { path: { id: walletId, ScheduleID } };
    try {
      return this.#dataOf(await this.#routes.DELETE(ONE, { params, signal }));
    } catch (error) {
      if (!(error instanceof MibProblem) || error.code !== 'already_cancelled') throw error;
      return this.one(walletId, ScheduleID, signal);
    }
  }

  #dataOf<T>(result: { data?: T | undefined; error?: unknown; response: Response }): T {
    return dataOf(result, this.#clock.now());
  }
}
