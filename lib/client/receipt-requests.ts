import type { Clock } from './clock.ts';
import { dataOf, type Routes } from './routes.ts';
import type { Statements } from './statements.ts';
import type * as api from './types.ts';

/** What a receipt is about. */
export type ReceiptOf = { readonly seq: number; readonly root?: 'latest' | undefined } | { readonly TxID: string };

/** Asks for receipts. They are verified by functions of their own. */
export class ReceiptRequests {
  readonly #routes: Routes;
  readonly #statements: Statements;
  readonly #clock: Clock;

  constructor(routes: Routes, statements: Statements, clock: Clock) {
    this.#routes = routes;
    this.#statements = statements;
    this.#clock = clock;
  }

  async of(walletId: string, of: ReceiptOf, signal: AbortSignal | null): Promise<api.EntryReceipt> {
    if ('TxID' in of) {
      const params = { path: { id: walletId, TxID: of.TxID } };
      const found = await this.#routes.GET('/api/user/transactions/{id}/{TxID}/receipt', { params, signal });
      return dataOf(found, this.#clock.now());
    }
    const params = { path: { id: walletId, seq: String(of.seq) }, query: { ...(of.root && { root: of.root }) } };
    const found = await this.#routes.GET('/api/user/statement/{id}/{seq}/receipt', { params, signal });
    const receipt = dataOf(found, this.#clock.now());
    const { inclusion } = receipt;
    return inclusion ? { ...receipt, inclusion: await this.#complete(walletId, of.seq, inclusion, signal) } : receipt;
  }

  async keys(signal: AbortSignal | null): Promise<api.PublishedKeys> {
    return dataOf(await this.#routes.GET('/.well-known/jwks.json', { signal }), this.#clock.now());
  }

  /** The response has the first hundred entries up to the head. The statement has the others. */
  async #complete(
    walletId: string,
    from: number,
    inclusion: api.Inclusion,
    signal: AbortSignal | null,
  ): Promise<api.Inclusion> {
    const entries = [...inclusion.entries];
    const last = entries.at(-1)?.seq ?? from;
    if (last >= inclusion.head.seq) return inclusion;
    for await (const entry of this.#statements.entries(walletId, { cursor: String(last) }, signal)) {
      entries.push(entry);
      if (entry.seq >= inclusion.head.seq) break;
    }
    return { ...inclusion, entries };
  }
}
