import { isFinal, LONGEST_WAIT_SECONDS } from './holds.ts';
import { nextCursor, type PageInit, pageAt, pages } from './pages.ts';
import { type Polling, type WaitOptions, waitFor } from './polling.ts';
import type { Runtime } from './retries.ts';
import { dataOf, type Routes } from './routes.ts';
import type * as api from './types.ts';

/** The largest pages need the fewest requests. */
const LARGEST = { limit: 100 };

/** What approvals need of a client. */
interface Parts extends Runtime, Polling {
  readonly newKey: () => string;
}

type Page = { data?: api.WaitingApproval[] | undefined; error?: unknown; response: Response };

/** Payments that wait for a second person, and the rules that make them wait. */
export class Approvals {
  readonly #routes: Routes;
  readonly #parts: Parts;

  constructor(routes: Routes, parts: Parts) {
    this.#routes = routes;
    this.#parts = parts;
  }

  /** What waits for the decision of the user. */
  async *all(
    query: api.ApprovalsQuery = {},
    { signal = null }: api.CallOptions = {},
  ): AsyncGenerator<api.WaitingApproval, void, void> {
    const read = this.#read(signal);
    for await (const page of pages({ ...LARGEST, ...query }, read)) yield* this.#waitingOf(page);
  }

  /** One page of what waits, and the cursor of the next. */
  async page(query: api.ApprovalsQuery = {}, { signal = null }: api.CallOptions = {}): Promise<api.ApprovalsPage> {
    const page = await this.#read(signal)(pageAt(query));
    return { waiting: this.#waitingOf(page), ...nextCursor(page.response) };
  }

  /** Which payments of a wallet need an approval, and whose. */
  async rule(walletId: string, { signal = null }: api.CallOptions = {}): Promise<api.ApprovalRule> {
    const params = { path: { id: walletId } };
    return this.#dataOf(await this.#routes.GET('/api/user/wallets/{id}/approval', { params, signal }));
  }

  /**
   * Sets the rule of a wallet of the user. What protects less waits for an approver, as `change` of the
   * result.
   */
  async setRule(
    walletId: string,
    { approvalAbove, approvers }: api.AskedRule,
    { signal = null }: api.CallOptions = {},
  ): Promise<api.ApprovalRule> {
    const params = { path: { id: walletId } };
    const body = {
      ...(approvalAbove !== undefined && { approval_above: approvalAbove === null ? null : String(approvalAbove) }),
      ...(approvers && { approvers: [...approvers] }),
    };
    return this.#dataOf(await this.#routes.PATCH('/api/user/wallets/{id}/approval', { params, body, signal }));
  }

  /** Approves or rejects a change of a rule. It may be repeated. */
  async decideChange(
    walletId: string,
    changeId: string,
    decision: 'approve' | 'reject',
    { signal = null }: api.CallOptions = {},
  ): Promise<api.ApprovalRule> {
    const params = { path: { id: walletId, ChangeID: changeId } };
    const init = { params, body: { decision }, signal };
    return this.#dataOf(await this.#routes.PATCH('/api/user/wallets/{id}/approval/{ChangeID}', init));
  }

  /**
   * Approves a payment, and resolves with the final transfer.
   * @param walletId the wallet that pays
   * @throws MibTimeout if that takes too long. The approval stays.
   */
  approve(
    walletId: string,
    TxID: string,
    options: api.WriteOptions & WaitOptions = {},
  ): Promise<api.TransactionDetail> {
    return this.#decide('approve', walletId, TxID, options);
  }

  /**
   * Rejects a payment, or withdraws one that the user has asked for. Resolves with the final transfer.
   * @param walletId the wallet that pays
   * @throws MibTimeout if that takes too long. The rejection stays.
   */
  reject(walletId: string, TxID: string, options: api.WriteOptions & WaitOptions = {}): Promise<api.TransactionDetail> {
    return this.#decide('reject', walletId, TxID, options);
  }

  /** An approver cannot read the wallet's transfers, and repeats the decision until its end. */
  #decide(
    decision: 'approve' | 'reject',
    walletId: string,
    TxID: string,
    { idempotencyKey = this.#parts.newKey(), ...options }: api.WriteOptions & WaitOptions,
  ): Promise<api.TransactionDetail> {
    const header = { 'idempotency-key': idempotencyKey, prefer: `wait=${LONGEST_WAIT_SECONDS}` };
    const params = { path: { id: walletId, TxID }, header };
    const ask = async (signal: AbortSignal) => {
      const init = { params, body: {}, signal };
      const asked =
        decision === 'approve'
          ? await this.#routes.POST('/api/user/transactions/{id}/{TxID}/approve', init)
          : await this.#routes.POST('/api/user/transactions/{id}/{TxID}/reject', init);
      return this.#dataOf(asked);
    };
    const isEnded = (state: api.Accepted | api.TransactionDetail): state is api.TransactionDetail =>
      'timeline' in state && isFinal(state);
    return waitFor(`transfer ${TxID} to end`, ask, isEnded, this.#parts, options).then((state) => {
      if (!isEnded(state)) throw new Error(`transfer ${TxID} has not ended`);
      return state;
    });
  }

  #read(signal: AbortSignal | null) {
    return (page: PageInit) => this.#routes.GET('/api/user/approvals', { ...page, signal });
  }

  /** A list without any may be a response without a body. */
  #waitingOf(page: Page): api.WaitingApproval[] {
    return page.response.status === 204 ? [] : this.#dataOf(page);
  }

  #dataOf<T>(result: { data?: T | undefined; error?: unknown; response: Response }): T {
    return dataOf(result, this.#parts.clock.now());
  }
}
