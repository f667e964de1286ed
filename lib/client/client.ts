import type { Accounts } from './accounts.ts';
import { Lists } from './lists.ts';
import { Payers } from './payers.ts';
import { type Polling, type WaitOptions, waitFor } from './polling.ts';
import type { Runtime } from './retries.ts';
import { dataOf, type Routes } from './routes.ts';
import type { Tokens } from './tokens.ts';
import type * as api from './types.ts';

/** A transfer to be made. */
export interface TransferRequest extends api.WriteOptions {
  /** The payer's wallet, one of the user's. */
  readonly from: string;
  /** The payee's wallet, anybody's. */
  readonly to: string;
  /** Whole minor units, more than 0, as bigint or as digits. Never a number: those lose digits from 2^53 on. */
  readonly amount: bigint | string;
  /** To find it again: the number of an invoice, say. Both sides see it. */
  readonly reference?: string | undefined;
  /** For the payee: `payer_note` of the transaction. */
  readonly note?: string | undefined;
}

/** What a client is made of; createClient puts it together. */
export interface Parts extends Runtime, Polling {
  readonly routes: Routes;
  readonly accounts: Accounts;
  readonly tokens: Tokens;
  readonly newKey: () => string;
}

const FINAL: ReadonlySet<string> = new Set<api.TransactionStatus>(['SUCCESSFUL', 'INVALID', 'FAILED']);

/**
 * The API for one user. Amounts go in as bigint and come out as the API has them, strings in plain JSON: BigInt(…) makes a number of
 * each, with a sign or without. Every method throws MibProblem for a failure that the API answers, MibUnreachable if there is no answer
 * after all attempts, and its signal's reason.
 */
export class MibClient {
  /** Every route with its types; tokens, keys and retries are seen to. A failure is not thrown: it is `error` in what comes back. */
  readonly routes: Routes;
  readonly #parts: Parts;
  readonly #lists: Lists;
  readonly #payers: Payers = new Payers();

  constructor(parts: Parts) {
    this.routes = parts.routes;
    this.#parts = parts;
    this.#lists = new Lists(parts.routes, parts.clock);
  }

  /** The token in use, to keep it for another client. */
  get token(): string | undefined {
    return this.#parts.tokens.token;
  }

  /** Registers a user and goes on as that user. The password is not kept. */
  async register(credentials: api.Credentials, options: api.CallOptions = {}): Promise<api.Session> {
    return this.#parts.tokens.keep(await this.#parts.accounts.register(credentials, options));
  }

  /** Goes on as this user until the token expires, in an hour. The password is not kept. */
  async login(credentials: api.Credentials, options: api.CallOptions = {}): Promise<api.Session> {
    return this.#parts.tokens.keep(await this.#parts.accounts.logIn(credentials, options));
  }

  /** Opens a wallet and resolves when money can be sent to it. @throws MibTimeout: it will open nevertheless */
  async createWallet(walletId: string, options: api.WriteOptions & WaitOptions = {}): Promise<api.CreatedWallet> {
    const init = { body: { wallet_id: walletId }, ...this.#written(options) };
    const ask = async (signal: AbortSignal) =>
      this.#dataOf(await this.routes.POST('/api/user/create_wallet', { ...init, signal }));
    const isOpen = ({ status }: api.CreatedWallet) => status === 'ACTIVE';
    return waitFor(`wallet ${walletId} to be open`, ask, isOpen, this.#parts, options);
  }

  /** All wallets of the user by id. */
  wallets(
    query: api.WalletsQuery = {},
    { signal = null }: api.CallOptions = {},
  ): AsyncGenerator<api.Wallet, void, void> {
    return this.#lists.wallets(query, signal);
  }

  /** The balance of a wallet as it is now. */
  async balance(walletId: string, { signal = null }: api.CallOptions = {}): Promise<api.Balance> {
    const params = { path: { id: walletId } };
    return this.#dataOf(await this.routes.GET('/api/user/balance/{id}', { params, signal }));
  }

  /** The balance of a wallet at a past time. */
  async balanceAt(walletId: string, time: Date, { signal = null }: api.CallOptions = {}): Promise<api.PastBalance> {
    const params = { path: { id: walletId, time: time.toISOString() } };
    return this.#dataOf(await this.routes.GET('/api/user/balance/{id}/at/{time}', { params, signal }));
  }

  /** Transfers money. It is accepted when this resolves; waitForFinal says what became of it. */
  async transfer({ from, to, amount, reference, note, ...options }: TransferRequest): Promise<api.Accepted> {
    const texts = { ...(reference !== undefined && { reference }), ...(note !== undefined && { note }) };
    const body = { from_id: from, to_id: to, amount: String(amount), ...texts };
    const result = await this.routes.POST('/api/user/do_transaction', { body, ...this.#written(options) });
    const accepted = this.#dataOf(result);
    this.#payers.remember(accepted.TxID, from);
    return accepted;
  }

  /**
   * Waits until a transfer is SUCCESSFUL, INVALID or FAILED, and returns it whichever it is.
   * @param options with the `walletId` that pays, needed if the transfer is not one of the last thousand of this client
   * @throws MibTimeout: it will come to its end nevertheless
   */
  async waitForFinal(
    TxID: string,
    options: WaitOptions & { readonly walletId?: string | undefined } = {},
  ): Promise<api.TransactionDetail> {
    const walletId = options.walletId ?? this.#payers.walletOf(TxID);
    const ask = (signal: AbortSignal) => this.transaction(walletId, TxID, { signal });
    const isFinal = ({ status }: api.TransactionDetail) => FINAL.has(status);
    return waitFor(`transfer ${TxID} to be final`, ask, isFinal, this.#parts, options);
  }

  /** One transaction of a wallet with its timeline. */
  async transaction(
    walletId: string,
    TxID: string,
    { signal = null }: api.CallOptions = {},
  ): Promise<api.TransactionDetail> {
    const params = { path: { id: walletId, TxID } };
    return this.#dataOf(await this.routes.GET('/api/user/transactions/{id}/{TxID}', { params, signal }));
  }

  /** The transactions of a wallet, oldest first; all, or those that are asked for, in the order that is asked for. */
  transactions(
    walletId: string,
    query: api.TransactionsQuery = {},
    { signal = null }: api.CallOptions = {},
  ): AsyncGenerator<api.Transaction, void, void> {
    return this.#lists.transactions(walletId, query, signal);
  }

  /** The same as CSV (RFC 4180): the parts of the file, which may be long, one after the other. */
  exportCsv(
    walletId: string,
    query: api.CsvQuery = {},
    { signal = null }: api.CallOptions = {},
  ): AsyncGenerator<string, void, void> {
    return this.#lists.csv(walletId, query, signal);
  }

  #dataOf<T>(result: { data?: T | undefined; error?: unknown; response: Response }): T {
    return dataOf(result, this.#parts.clock.now());
  }

  #written({ idempotencyKey = this.#parts.newKey(), signal = null }: api.WriteOptions) {
    return { params: { header: { 'idempotency-key': idempotencyKey } }, signal };
  }
}
