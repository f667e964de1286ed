import type { Accounts } from './accounts.ts';
import { Approvals } from './approvals.ts';
import { within } from './clock.ts';
import { MibTimeout } from './errors.ts';
import { waitForAll } from './finals.ts';
import { Holds, isAuthorised, isFinal, LONGEST_WAIT_SECONDS } from './holds.ts';
import { Keys } from './keys.ts';
import { Lists } from './lists.ts';
import { ManyTransfers } from './many-transfers.ts';
import { Payers } from './payers.ts';
import { changes, type FollowOptions, type Polling, type WaitOptions, waitFor } from './polling.ts';
import { type ReceiptOf, ReceiptRequests } from './receipt-requests.ts';
import type { RetryPolicy, Runtime } from './retries.ts';
import { dataOf, type Routes } from './routes.ts';
import { Schedules } from './schedules.ts';
import { SecondFactors } from './second-factors.ts';
import { Sessions } from './sessions.ts';
import { Sharing } from './sharing.ts';
import { Statements } from './statements.ts';
import type { Tokens } from './tokens.ts';
import { transferBody } from './transfer-body.ts';
import type * as api from './types.ts';
import { Webhooks } from './webhooks.ts';

/** The parts of a client, which createClient makes. */
export interface Parts extends Runtime, Polling {
  readonly routes: Routes;
  readonly accounts: Accounts;
  readonly tokens: Tokens;
  readonly newKey: () => string;
  readonly retries: RetryPolicy;
}

/** The wallet through which a transfer is read. */
interface Through {
  /**
   * A wallet of the user: the one that pays, or the one that receives the money once the transfer is
   * decided. Only the last 1,000 transfers of this client work without it.
   */
  readonly walletId?: string | undefined;
}

/**
 * The API for one user.
 *
 * Requests take amounts as bigint. Responses have them as strings, because JSON has no bigint:
 * `BigInt(…)` reads each of them, with or without a sign.
 *
 * Every method throws MibProblem if the API responds with an error. It throws MibUnreachable if no
 * attempt got a response, and the reason of its signal if that is aborted.
 */
export class MibClient {
  /**
   * Every route with its types, tokens, keys and retries. An error is not thrown: it is `error` in
   * the result.
   */
  readonly routes: Routes;
  /** The webhooks of the user, and their deliveries. */
  readonly webhooks: Webhooks;
  /** The keys of the user for programs. */
  readonly keys: Keys;
  /** The second factors of the user. */
  readonly secondFactors: SecondFactors;
  /** The wallets that are shared: by the user, and with them. */
  readonly sharing: Sharing;
  /** Payments that wait for a second person. */
  readonly approvals: Approvals;
  readonly #parts: Parts;
  readonly #lists: Lists;
  readonly #statements: Statements;
  readonly #schedules: Schedules;
  readonly #receipts: ReceiptRequests;
  readonly #holds: Holds;
  readonly #payers: Payers = new Payers();
  readonly #many: ManyTransfers;
  readonly #sessions: Sessions;

  constructor(parts: Parts) {
    this.routes = parts.routes;
    this.webhooks = new Webhooks(parts.routes, parts);
    this.keys = new Keys(parts.routes, parts);
    this.secondFactors = new SecondFactors(parts.routes, parts.tokens, parts);
    this.sharing = new Sharing(parts.routes, parts);
    this.approvals = new Approvals(parts.routes, parts);
    this.#parts = parts;
    this.#lists = new Lists(parts.routes, parts.clock);
    this.#many = new ManyTransfers(parts.routes, parts);
    this.#statements = new Statements(parts.routes, parts);
    this.#schedules = new Schedules(parts.routes, parts.clock);
    this.#receipts = new ReceiptRequests(parts.routes, this.#statements, parts.clock);
    this.#holds = new Holds(parts.routes, parts);
    this.#sessions = new Sessions(parts.routes, parts.tokens, parts);
  }

  /**
   * The tokens and when they expire, for a page to store. Undefined before the login, and once the
   * session is over.
   */
  get session(): api.CurrentSession | undefined {
    return this.#parts.tokens.session;
  }

  /** The current token. Another client can use it. */
  get token(): string | undefined {
    return this.#parts.tokens.token;
  }

  /** Registers a user and acts as that user. The password is not stored. */
  async register(credentials: api.Credentials, options: api.CallOptions = {}): Promise<api.Session> {
    return this.#parts.tokens.use(await this.#parts.accounts.register(credentials, options));
  }

  /** Begins a session of this user, and acts as them until it ends. The password is not stored. */
  async login(credentials: api.Credentials, options: api.CallOptions = {}): Promise<api.Session> {
    return this.#parts.tokens.use(await this.#parts.accounts.logIn(credentials, options));
  }

  /**
   * Completes a login that threw MibProblem with the code `second_factor_required`. It is sent once, because
   * a code is taken once.
   */
  async loginWithCode(response: api.ChallengeResponse, options: api.CallOptions = {}): Promise<api.Session> {
    return this.#parts.tokens.use(await this.#parts.accounts.loginWithCode(response, options));
  }

  /** What a browser asks for a passkey with: `PublicKeyCredential.parseRequestOptionsFromJSON` takes it. */
  passkeyLoginOptions(options: api.CallOptions = {}): Promise<api.PasskeyRequestOptions> {
    return this.#parts.accounts.passkeyOptions(options);
  }

  /**
   * Logs in with a passkey in place of the password, or after it with the `challenge` of a login that threw
   * `second_factor_required`. It is sent once: a signature is taken once.
   */
  async loginWithPasskey(login: api.PasskeyLogin, options: api.CallOptions = {}): Promise<api.Session> {
    return this.#parts.tokens.use(await this.#parts.accounts.loginWithPasskey(login, options));
  }

  /**
   * Ends the session, or with `all` every session of the user. The client has none afterwards, also if
   * this throws: a session that the API did not hear about ends by itself.
   */
  logout(options: api.CallOptions & { readonly all?: boolean | undefined } = {}): Promise<void> {
    return this.#sessions.logOut(options);
  }

  /** The sessions of the user, the last used first. */
  sessions({ signal = null }: api.CallOptions = {}): Promise<api.OwnSession[]> {
    return this.#sessions.all(signal);
  }

  /** The user's sign-ins of the last 30 days, also failed ones, the newest first: at most 50. */
  signIns({ signal = null }: api.CallOptions = {}): Promise<api.OwnSignIn[]> {
    return this.#sessions.signIns(signal);
  }

  /** Ends a session of the user. */
  endSession(sessionId: string, { signal = null }: api.CallOptions = {}): Promise<void> {
    return this.#sessions.end(sessionId, signal);
  }

  /**
   * Changes the password, which ends every other session. It is sent once: after MibUnreachable it is
   * not known which password holds, and a login shows it.
   */
  changePassword(change: api.NewPassword, { signal = null }: api.CallOptions = {}): Promise<api.Session> {
    return this.#sessions.changePassword(change, signal);
  }

  /**
   * Sets a forgotten password with a code from the operator of the service. It begins no session: log in
   * afterwards. It is sent once: after MibUnreachable a login shows whether it was set.
   */
  resetPassword(reset: api.PasswordReset, { signal = null }: api.CallOptions = {}): Promise<void> {
    return this.#parts.accounts.resetPassword(reset, signal);
  }

  /**
   * Deletes the account of the user, for good: all wallets must be closed. It is sent once. After
   * MibUnreachable it is not known whether the account is deleted, and a login shows it.
   */
  deleteAccount(password: string, { signal = null }: api.CallOptions = {}): Promise<void> {
    return this.#sessions.deleteAccount(password, signal);
  }

  /**
   * Creates a wallet and resolves when the wallet can receive money. A wallet that the user has already
   * keeps its name and metadata.
   * @throws MibTimeout if that takes too long. The wallet is created later.
   */
  async createWallet(
    walletId: string,
    { currency, name, metadata, ...options }: api.NewWallet & api.WriteOptions & WaitOptions = {},
  ): Promise<api.CreatedWallet> {
    const labels = {
      ...(currency !== undefined && { currency }),
      ...(name !== undefined && { name }),
      ...(metadata && { metadata }),
    };
    const init = { body: { wallet_id: walletId, ...labels }, ...this.#written(options) };
    const ask = async (signal: AbortSignal) =>
      this.#dataOf(await this.routes.POST('/api/user/create_wallet', { ...init, signal }));
    const isActive = ({ status }: api.CreatedWallet) => status === 'ACTIVE';
    return waitFor(`wallet ${walletId} to become active`, ask, isActive, this.#parts, options);
  }

  /** The currencies of the stage, with the number of decimals of each, which `formatAmount` takes. No token is needed. */
  async currencies({ signal = null }: api.CallOptions = {}): Promise<api.Currencies> {
    return this.#dataOf(await this.routes.GET('/api/currencies', { signal }));
  }

  /** A wallet of the user, with its name and metadata. */
  async wallet(walletId: string, { signal = null }: api.CallOptions = {}): Promise<api.Wallet> {
    const params = { path: { id: walletId } };
    return this.#dataOf(await this.routes.GET('/api/user/wallets/{id}', { params, signal }));
  }

  /**
   * Changes the name and the metadata of a wallet: a text sets, null removes, and what the change does
   * not name stays.
   */
  async changeWallet(
    walletId: string,
    change: api.WalletChange,
    { signal = null }: api.CallOptions = {},
  ): Promise<api.Wallet> {
    const params = { path: { id: walletId } };
    return this.#dataOf(await this.routes.PATCH('/api/user/wallets/{id}', { params, body: change, signal }));
  }

  /** The freezes and limits of a wallet. */
  async walletControls(walletId: string, { signal = null }: api.CallOptions = {}): Promise<api.WalletControls> {
    const params = { path: { id: walletId } };
    return this.#dataOf(await this.routes.GET('/api/user/wallets/{id}/controls', { params, signal }));
  }

  /**
   * Freezes a wallet, or limits its payments: null removes, and what the change does not name stays. It
   * may be repeated.
   */
  async changeWalletControls(
    walletId: string,
    change: api.WalletControlsChange,
    { signal = null }: api.CallOptions = {},
  ): Promise<api.WalletControls> {
    const params = { path: { id: walletId } };
    return this.#dataOf(await this.routes.PATCH('/api/user/wallets/{id}/controls', { params, body: change, signal }));
  }

  /** Closes a wallet without money, for good. It may be repeated. */
  async closeWallet(walletId: string, options: api.WriteOptions = {}): Promise<api.WalletControls> {
    const { params, signal } = this.#written(options);
    const sent = { params: { ...params, path: { id: walletId } }, signal };
    return this.#dataOf(await this.routes.POST('/api/user/wallets/{id}/close', sent));
  }

  /** All wallets of the user, in the order of their ids. */
  wallets(
    query: api.WalletsQuery = {},
    { signal = null }: api.CallOptions = {},
  ): AsyncGenerator<api.Wallet, void, void> {
    return this.#lists.wallets(query, signal);
  }

  /** One page of the wallets of the user, and the cursor of the next. */
  walletsPage(query: api.WalletsQuery = {}, { signal = null }: api.CallOptions = {}): Promise<api.WalletsPage> {
    return this.#lists.walletsPage(query, signal);
  }

  /** The current balance of a wallet. */
  async balance(walletId: string, { signal = null }: api.CallOptions = {}): Promise<api.Balance> {
    const params = { path: { id: walletId } };
    return this.#dataOf(await this.routes.GET('/api/user/balance/{id}', { params, signal }));
  }

  /** The balance of a wallet at a past time. */
  async balanceAt(walletId: string, time: Date, { signal = null }: api.CallOptions = {}): Promise<api.PastBalance> {
    const params = { path: { id: walletId, time: time.toISOString() } };
    return this.#dataOf(await this.routes.GET('/api/user/balance/{id}/at/{time}', { params, signal }));
  }

  /**
   * Starts a transfer to one wallet, or a split among several. Resolves when it is accepted;
   * waitForFinal waits for the result. With `waitSeconds` the response waits, and has the transfer if
   * it is final by then.
   */
  async transfer(request: api.TransferRequest & api.StartOptions): Promise<api.Started> {
    const { from, waitSeconds = 0 } = request;
    const body = transferBody(request);
    const { params, signal } = this.#written(request);
    const header = { ...params.header, ...waiting(waitSeconds) };
    const result = await this.routes.POST('/api/user/do_transaction', { body, params: { header }, signal });
    return this.#started(result, from);
  }

  /**
   * Refunds a transaction that a wallet of the user received, by a transfer to its payer. Resolves when
   * the refund is accepted, or with `waitSeconds` when it is final.
   */
  async refund(
    walletId: string,
    TxID: string,
    { amount, waitSeconds = 0, ...options }: api.RefundOptions = {},
  ): Promise<api.Started> {
    const { params, signal } = this.#written(options);
    const header = { ...params.header, ...waiting(waitSeconds) };
    const body = amount === undefined ? {} : { amount: String(amount) };
    const path = '/api/user/transactions/{id}/{TxID}/refund';
    const result = await this.routes.POST(path, { body, params: { path: { id: walletId, TxID }, header }, signal });
    return this.#started(result, walletId);
  }

  /**
   * Pays one wallet or several, and resolves with the transfer once it is SUCCESSFUL, INVALID or
   * FAILED. Mostly that is one request, whose response waits. If the transfer takes longer, the client
   * polls.
   * @throws MibTimeout if that takes too long. The transfer may be accepted and become final later:
   *   `pay` with the same idempotencyKey and the same content waits for it again, and pays once.
   */
  async pay(request: api.TransferRequest & WaitOptions): Promise<api.TransactionDetail> {
    const { timeoutMs: ms = 60_000, signal, ...given } = request;
    const tooLate = () => new MibTimeout(`waited ${ms} ms for a payment to be final`);
    const waitSeconds = Math.min(LONGEST_WAIT_SECONDS, Math.floor(ms / 1_000));
    return within({ clock: this.#parts.clock, ms, tooLate, signal }, async (either) => {
      const { TxID, transaction } = await this.transfer({ ...given, waitSeconds, signal: either });
      return transaction ?? this.waitForFinal(TxID, { walletId: given.from, timeoutMs: ms, signal: either });
    });
  }

  /**
   * Starts many transfers, in requests of up to 100. Resolves when the API has accepted or refused each
   * of them. One that is refused stops no other. What may pass is sent again under the same keys, and a
   * used up limit of writes is waited for.
   * @returns a result for each, in their order
   */
  transferAll(transfers: readonly api.TransferRequest[], options: api.ManyOptions = {}): Promise<api.StartedOfMany[]> {
    return this.#many.start(transfers, options);
  }

  /**
   * Pays many, and resolves when each transfer is SUCCESSFUL, INVALID or FAILED, or was refused. What is
   * not final `timeoutMs` after the last was accepted has the status that it had then. The same call
   * with the same idempotencyKeys can be made again after any error: it pays each once.
   * @returns a result for each, in their order
   */
  async payAll(
    transfers: readonly api.TransferRequest[],
    options: api.ManyOptions & WaitOptions = {},
  ): Promise<api.PaidOfMany[]> {
    const started = await this.transferAll(transfers, options);
    const accepted = started.flatMap((one, n) =>
      'error' in one ? [] : [{ from: transfers[n]?.from ?? '', TxID: one.TxID }],
    );
    const { timeoutMs, signal } = options;
    const seen = await this.waitForAll(accepted, { timeoutMs, signal });
    return started.map((one) => {
      const transaction = 'error' in one ? undefined : seen.get(one.TxID);
      return transaction ? { ...one, status: transaction.status, transaction } : one;
    });
  }

  /**
   * Holds the money of a payment to one wallet. Resolves with the transfer once its money is held
   * (`authorised_at`), or it is INVALID or FAILED. The owner of the payee captures or voids it, and it
   * expires by itself.
   * @throws MibTimeout if that takes too long. `authorise` with the same idempotencyKey and the same
   *   content waits for it again, and holds the money once.
   */
  async authorise(request: api.Authorisation & WaitOptions): Promise<api.TransactionDetail> {
    const { timeoutMs: ms = 60_000, signal, ...given } = request;
    const tooLate = () => new MibTimeout(`waited ${ms} ms for the money of a payment to be held`);
    const waitSeconds = Math.min(LONGEST_WAIT_SECONDS, Math.floor(ms / 1_000));
    return within({ clock: this.#parts.clock, ms, tooLate, signal }, async (either) => {
      const order = { ...given, capture: 'manual', waitSeconds, signal: either } as const;
      const { TxID, transaction } = await this.transfer(order);
      if (transaction) return transaction;
      const ask = this.#asking(TxID, { walletId: given.from });
      const isAnswered = (transfer: api.TransactionDetail) => isFinal(transfer) || isAuthorised(transfer);
      return waitFor(`the money of transfer ${TxID} to be held`, ask, isAnswered, this.#parts, {
        timeoutMs: ms,
        signal: either,
      });
    });
  }

  /**
   * Waits until many transfers are SUCCESSFUL, INVALID or FAILED, at most for `timeoutMs`. It reads the
   * lists of their payers.
   * @returns the transactions by TxID, also those that are not final
   */
  waitForAll(
    transfers: readonly api.StartedBy[],
    options: api.FinalsOptions = {},
  ): Promise<Map<string, api.Transaction>> {
    const read = (walletId: string, from: string, signal: AbortSignal | null) =>
      this.#lists.transactions(walletId, { from }, signal);
    return waitForAll(transfers, read, this.#parts, options);
  }

  /**
   * Takes what is held for a wallet of the user, or a part of it, and resolves with the final transfer.
   * A hold is captured once: the rest goes back to the payer.
   * @throws MibTimeout if that takes too long. `capture` of the same amount waits for it again.
   */
  async capture(
    walletId: string,
    TxID: string,
    options: api.CaptureOptions & WaitOptions = {},
  ): Promise<api.TransactionDetail> {
    return this.#holds.end('capture', walletId, TxID, options);
  }

  /**
   * Gives all that is held for a wallet of the user back to the payer, and resolves with the final
   * transfer.
   * @throws MibTimeout if that takes too long. It is given back later.
   */
  async void(
    walletId: string,
    TxID: string,
    options: api.WriteOptions & WaitOptions = {},
  ): Promise<api.TransactionDetail> {
    return this.#holds.end('void', walletId, TxID, options);
  }

  /** What is held by a wallet of the user and for it, the oldest first. */
  holds(
    walletId: string,
    query: api.HoldsQuery = {},
    { signal = null }: api.CallOptions = {},
  ): AsyncGenerator<api.Hold, void, void> {
    return this.#holds.all(walletId, query, signal);
  }

  /** One page of what is held by a wallet and for it, and the cursor of the next. */
  holdsPage(
    walletId: string,
    query: api.HoldsQuery = {},
    { signal = null }: api.CallOptions = {},
  ): Promise<api.HoldsPage> {
    return this.#holds.page(walletId, query, signal);
  }

  /**
   * Waits until a transfer is SUCCESSFUL, INVALID or FAILED, and returns the transfer.
   * @throws MibTimeout if that takes too long. The transfer becomes final later.
   */
  async waitForFinal(TxID: string, options: WaitOptions & Through = {}): Promise<api.TransactionDetail> {
    return waitFor(`transfer ${TxID} to be final`, this.#asking(TxID, options), isFinal, this.#parts, options);
  }

  /**
   * The transfer now, and again whenever its status or its timeline has changed, until it is
   * SUCCESSFUL, INVALID or FAILED.
   * @throws MibTimeout only if `timeoutMs` is given. The transfer becomes final later.
   */
  async *follow(
    TxID: string,
    options: FollowOptions & Through = {},
  ): AsyncGenerator<api.TransactionDetail, void, void> {
    const viewOf = ({ status, note, timeline }: api.TransactionDetail) => JSON.stringify([status, note, timeline]);
    const ask = this.#asking(TxID, options);
    yield* changes(`transfer ${TxID}`, ask, { viewOf, isLast: isFinal }, this.#parts, options);
  }

  /** Schedules a transfer: once, at `executeAt`, or by a rule, `repeat`. */
  schedule(request: api.ScheduleRequest): Promise<api.ScheduledTransfer> {
    return this.#schedules.make(request, this.#written(request));
  }

  /** The scheduled transfers of a wallet, newest first, each with its last payment. */
  schedules(
    walletId: string,
    { signal = null }: api.CallOptions = {},
  ): AsyncGenerator<api.ScheduledTransfer, void, void> {
    return this.#schedules.of(walletId, signal);
  }

  /** A scheduled transfer with its last payments. */
  scheduled(
    walletId: string,
    ScheduleID: string,
    { signal = null }: api.CallOptions = {},
  ): Promise<api.ScheduledTransfer> {
    return this.#schedules.one(walletId, ScheduleID, signal);
  }

  /** Changes the payments to come. One that has started is not changed. */
  changeSchedule(
    walletId: string,
    ScheduleID: string,
    change: api.ScheduleChange,
    { signal = null }: api.CallOptions = {},
  ): Promise<api.ScheduledTransfer> {
    return this.#schedules.change(walletId, ScheduleID, change, signal);
  }

  /** Cancels the payments to come. One that has started goes on. */
  cancelSchedule(
    walletId: string,
    ScheduleID: string,
    { signal = null }: api.CallOptions = {},
  ): Promise<api.ScheduledTransfer> {
    return this.#schedules.cancel(walletId, ScheduleID, signal);
  }

  /** A transaction of a wallet, with its timeline. */
  async transaction(
    walletId: string,
    TxID: string,
    { signal = null }: api.CallOptions = {},
  ): Promise<api.TransactionDetail> {
    const params = { path: { id: walletId, TxID } };
    return this.#dataOf(await this.routes.GET('/api/user/transactions/{id}/{TxID}', { params, signal }));
  }

  /** The transactions of a wallet: all of them, oldest first, unless the query says otherwise. */
  transactions(
    walletId: string,
    query: api.TransactionsQuery = {},
    { signal = null }: api.CallOptions = {},
  ): AsyncGenerator<api.Transaction, void, void> {
    return this.#lists.transactions(walletId, query, signal);
  }

  /** One page of the transactions of a wallet, and the cursor of the next for the same query. */
  transactionsPage(
    walletId: string,
    query: api.TransactionsQuery = {},
    { signal = null }: api.CallOptions = {},
  ): Promise<api.TransactionsPage> {
    return this.#lists.transactionsPage(walletId, query, signal);
  }

  /** The transactions of a wallet as CSV (RFC 4180): the parts of the file, which may be long. */
  exportCsv(
    walletId: string,
    query: api.CsvQuery = {},
    { signal = null }: api.CallOptions = {},
  ): AsyncGenerator<string, void, void> {
    return this.#lists.csv(walletId, query, signal);
  }

  /** The statement of a wallet, as far as it is written: oldest first, unless the query says otherwise. */
  statement(
    walletId: string,
    query: api.StatementQuery = {},
    { signal = null }: api.CallOptions = {},
  ): AsyncGenerator<api.StatementEntry, void, void> {
    return this.#statements.entries(walletId, query, signal);
  }

  /** One page of the statement of a wallet, and the cursor of the next for the same query. */
  statementPage(
    walletId: string,
    query: api.StatementQuery = {},
    { signal = null }: api.CallOptions = {},
  ): Promise<api.StatementPage> {
    return this.#statements.page(walletId, query, signal);
  }

  /**
   * The entries of a statement after `after`, oldest first, and each further entry once it is
   * written. It misses none and repeats none. It goes on until the caller or the signal ends it.
   */
  followStatement(
    walletId: string,
    options: api.FollowStatementOptions = {},
  ): AsyncGenerator<api.StatementEntry, void, void> {
    return this.#statements.follow(walletId, options);
  }

  /** The statement of a wallet as CSV (RFC 4180): the parts of the file, which may be long. */
  statementCsv(
    walletId: string,
    query: api.StatementCsvQuery = {},
    { signal = null }: api.CallOptions = {},
  ): AsyncGenerator<string, void, void> {
    return this.#statements.csv(walletId, query, signal);
  }

  /**
   * A receipt: of an entry of a wallet's statement, or of a final transaction. `verifyReceipt`
   * verifies it offline. With `root: 'latest'` the result also leads to the newest root that was
   * kept, for `verifyInclusion`.
   */
  receipt(walletId: string, of: ReceiptOf, { signal = null }: api.CallOptions = {}): Promise<api.EntryReceipt> {
    return this.#receipts.of(walletId, of, signal);
  }

  /** The keys that verify receipts. They may be stored for five minutes, or with a receipt for good. */
  publishedKeys({ signal = null }: api.CallOptions = {}): Promise<api.PublishedKeys> {
    return this.#receipts.keys(signal);
  }

  #asking(TxID: string, { walletId = this.#payers.walletOf(TxID) }: Through) {
    return (signal: AbortSignal) => this.transaction(walletId, TxID, { signal });
  }

  #started(
    result: { data?: api.Accepted | api.TransactionDetail | undefined; error?: unknown; response: Response },
    from: string,
  ): api.Started {
    const started = this.#dataOf(result);
    const { TxID, status } = started;
    this.#payers.remember(TxID, from);
    return { TxID, status, ...('timeline' in started && { transaction: started }) };
  }

  #dataOf<T>(result: { data?: T | undefined; error?: unknown; response: Response }): T {
    return dataOf(result, this.#parts.clock.now());
  }

  #written({ idempotencyKey = this.#parts.newKey(), signal = null }: api.WriteOptions) {
    return { params: { header: { 'idempotency-key': idempotencyKey } }, signal };
  }
}

function waiting(seconds: number) {
  return seconds > 0 ? { prefer: `wait=${seconds}` } : {};
}
