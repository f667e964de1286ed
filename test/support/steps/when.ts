import type { ApiResponse, Message } from './api.ts';
import type { User, World } from './world.ts';

/** A transfer to request, to one wallet or to a list of payees. Its amount is sent as it is. */
export interface TransferRequest {
  readonly from: string;
  readonly to: string | readonly unknown[];
  readonly amount?: unknown;
  readonly reference?: unknown;
  readonly note?: unknown;
  readonly metadata?: unknown;
  readonly capture?: unknown;
  readonly expires_at?: unknown;
}

type Caller = Pick<User, 'token'> | undefined;

/**
 * The requests of clients. Every step returns the response, also of an error. `by` is the user
 * whose token is sent.
 */
export function when(world: () => World) {
  const send = (method: string, path: string, message?: Message) => world().api.request(method, path, message);
  return {
    register: (credentials: unknown): Promise<ApiResponse> => send('POST', '/auth/register', { body: credentials }),
    login: (credentials: unknown): Promise<ApiResponse> => send('POST', '/auth/login', { body: credentials }),
    refresh: (refreshToken: unknown, userAgent?: string): Promise<ApiResponse> =>
      send('POST', '/auth/refresh', {
        body: { refresh_token: refreshToken },
        ...(userAgent !== undefined && { headers: { 'User-Agent': userAgent } }),
      }),
    logout: (by: Caller, body?: object): Promise<ApiResponse> =>
      send('POST', '/auth/logout', { token: by?.token, ...(body && { body }) }),
    sessions: (by: Caller): Promise<ApiResponse> => send('GET', '/auth/sessions', { token: by?.token }),
    signIns: (by: Caller): Promise<ApiResponse> => send('GET', '/auth/sign-ins', { token: by?.token }),
    endSession: (by: Caller, id: string): Promise<ApiResponse> =>
      send('DELETE', `/auth/sessions/${id}`, { token: by?.token }),
    resetPassword: (body: object): Promise<ApiResponse> => send('POST', '/auth/reset', { body }),
    changePassword: (by: Caller, body: object): Promise<ApiResponse> =>
      send('POST', '/auth/password', { token: by?.token, body }),
    deleteAccount: (by: Caller, body?: object): Promise<ApiResponse> =>
      send('DELETE', '/auth/account', { token: by?.token, ...(body && { body }) }),
    createWallet: (by: Caller, walletId: unknown, idempotencyKey?: string, labels?: object): Promise<ApiResponse> =>
      send('POST', '/api/user/create_wallet', {
        token: by?.token,
        body: { wallet_id: walletId, ...labels },
        ...key(idempotencyKey),
      }),
    transfer: (
      by: Caller,
      { from, to, ...more }: TransferRequest,
      idempotencyKey?: string,
      prefer?: string,
    ): Promise<ApiResponse> =>
      send('POST', '/api/user/do_transaction', {
        token: by?.token,
        body: { from_id: from, ...(typeof to === 'string' ? { to_id: to } : { to }), ...more },
        headers: { ...key(idempotencyKey).headers, ...(prefer !== undefined && { Prefer: prefer }) },
      }),
    batch: (by: Caller, transfers: unknown): Promise<ApiResponse> =>
      send('POST', '/api/user/transfers:batch', { token: by?.token, body: { transfers } }),
    refund: (
      by: Caller,
      { wallet, TxID }: { readonly wallet: string; readonly TxID: string },
      body: object = {},
      { idempotencyKey, prefer }: { idempotencyKey?: string; prefer?: string } = {},
    ): Promise<ApiResponse> =>
      send('POST', `/api/user/transactions/${wallet}/${TxID}/refund`, {
        token: by?.token,
        body,
        headers: { ...key(idempotencyKey).headers, ...(prefer !== undefined && { Prefer: prefer }) },
      }),
    balance: (by: Caller, walletId: string, query = ''): Promise<ApiResponse> =>
      send('GET', `/api/user/balance/${walletId}${query}`, { token: by?.token }),
    balanceAt: (by: Caller, walletId: string, time: string): Promise<ApiResponse> =>
      send('GET', `/api/user/balance/${walletId}/at/${time}`, { token: by?.token }),
    transactions: (by: Caller, walletId: string, query = ''): Promise<ApiResponse> =>
      send('GET', `/api/user/transactions/${walletId}${query}`, { token: by?.token }),
    transaction: (by: Caller, walletId: string, txId: string): Promise<ApiResponse> =>
      send('GET', `/api/user/transactions/${walletId}/${txId}`, { token: by?.token }),
    capture: (
      by: Caller,
      walletId: string,
      txId: string,
      body: unknown = {},
      prefer?: string,
      idempotencyKey?: string,
    ): Promise<ApiResponse> =>
      send('POST', `/api/user/transactions/${walletId}/${txId}/capture`, {
        token: by?.token,
        body,
        headers: { ...key(idempotencyKey).headers, ...preference(prefer).headers },
      }),
    void: (
      by: Caller,
      walletId: string,
      txId: string,
      prefer?: string,
      idempotencyKey?: string,
    ): Promise<ApiResponse> =>
      send('POST', `/api/user/transactions/${walletId}/${txId}/void`, {
        token: by?.token,
        headers: { ...key(idempotencyKey).headers, ...preference(prefer).headers },
      }),
    approve: (
      by: Caller,
      walletId: string,
      txId: string,
      prefer?: string,
      idempotencyKey?: string,
    ): Promise<ApiResponse> =>
      send('POST', `/api/user/transactions/${walletId}/${txId}/approve`, {
        token: by?.token,
        headers: { ...key(idempotencyKey).headers, ...preference(prefer).headers },
      }),
    reject: (
      by: Caller,
      walletId: string,
      txId: string,
      prefer?: string,
      idempotencyKey?: string,
    ): Promise<ApiResponse> =>
      send('POST', `/api/user/transactions/${walletId}/${txId}/reject`, {
        token: by?.token,
        headers: { ...key(idempotencyKey).headers, ...preference(prefer).headers },
      }),
    approvals: (by: Caller, query = ''): Promise<ApiResponse> =>
      send('GET', `/api/user/approvals${query}`, { token: by?.token }),
    approvalRule: (by: Caller, walletId: string): Promise<ApiResponse> =>
      send('GET', `/api/user/wallets/${walletId}/approval`, { token: by?.token }),
    setApprovalRule: (by: Caller, walletId: string, body: unknown): Promise<ApiResponse> =>
      send('PATCH', `/api/user/wallets/${walletId}/approval`, { token: by?.token, body }),
    decideChange: (by: Caller, walletId: string, changeId: string, decision: unknown): Promise<ApiResponse> =>
      send('PATCH', `/api/user/wallets/${walletId}/approval/${changeId}`, { token: by?.token, body: { decision } }),
    holds: (by: Caller, walletId: string, query = ''): Promise<ApiResponse> =>
      send('GET', `/api/user/holds/${walletId}${query}`, { token: by?.token }),
    statementReceipt: (by: Caller, walletId: string, seq: string, query = ''): Promise<ApiResponse> =>
      send('GET', `/api/user/statement/${walletId}/${seq}/receipt${query}`, { token: by?.token }),
    transactionReceipt: (by: Caller, walletId: string, txId: string): Promise<ApiResponse> =>
      send('GET', `/api/user/transactions/${walletId}/${txId}/receipt`, { token: by?.token }),
    csv: (by: Caller, walletId: string, query = ''): Promise<ApiResponse> =>
      send('GET', `/api/user/transactions/${walletId}/csv${query}`, { token: by?.token }),
    statement: (by: Caller, walletId: string, query = ''): Promise<ApiResponse> =>
      send('GET', `/api/user/statement/${walletId}${query}`, { token: by?.token }),
    statementCsv: (by: Caller, walletId: string, query = ''): Promise<ApiResponse> =>
      send('GET', `/api/user/statement/${walletId}/csv${query}`, { token: by?.token }),
    currencies: (): Promise<ApiResponse> => send('GET', '/api/currencies'),
    wallet: (by: Caller, walletId: string): Promise<ApiResponse> =>
      send('GET', `/api/user/wallets/${walletId}`, { token: by?.token }),
    changeWallet: (by: Caller, walletId: string, change: unknown): Promise<ApiResponse> =>
      send('PATCH', `/api/user/wallets/${walletId}`, { token: by?.token, body: change }),
    schedule: (by: Caller, body: unknown, idempotencyKey?: string): Promise<ApiResponse> =>
      send('POST', '/api/user/scheduled_transfers', { token: by?.token, body, ...key(idempotencyKey) }),
    schedules: (by: Caller, walletId: string, query = ''): Promise<ApiResponse> =>
      send('GET', `/api/user/scheduled_transfers/${walletId}${query}`, { token: by?.token }),
    scheduled: (by: Caller, walletId: string, id: string): Promise<ApiResponse> =>
      send('GET', `/api/user/scheduled_transfers/${walletId}/${id}`, { token: by?.token }),
    changeSchedule: (by: Caller, walletId: string, id: string, change: unknown): Promise<ApiResponse> =>
      send('PATCH', `/api/user/scheduled_transfers/${walletId}/${id}`, { token: by?.token, body: change }),
    cancelSchedule: (by: Caller, walletId: string, id: string): Promise<ApiResponse> =>
      send('DELETE', `/api/user/scheduled_transfers/${walletId}/${id}`, { token: by?.token }),
    controls: (by: Caller, walletId: string): Promise<ApiResponse> =>
      send('GET', `/api/user/wallets/${walletId}/controls`, { token: by?.token }),
    changeControls: (by: Caller, walletId: string, change: unknown): Promise<ApiResponse> =>
      send('PATCH', `/api/user/wallets/${walletId}/controls`, { token: by?.token, body: change }),
    closeWallet: (by: Caller, walletId: string, idempotencyKey?: string): Promise<ApiResponse> =>
      send('POST', `/api/user/wallets/${walletId}/close`, { token: by?.token, ...key(idempotencyKey) }),
    wallets: (by: Caller, query = ''): Promise<ApiResponse> =>
      send('GET', `/api/user/wallets${query}`, { token: by?.token }),
    /** Follows `Link: rel="next"` from a list to its end. */
    pages: async (by: Caller, path: string): Promise<ApiResponse[]> => {
      const pages: ApiResponse[] = [];
      for (let next: string | undefined = path; next !== undefined; next = nextPage(pages.at(-1))) {
        pages.push(await send('GET', next, { token: by?.token }));
      }
      return pages;
    },
  };
}

function key(idempotencyKey: string | undefined): Pick<Message, 'headers'> {
  return idempotencyKey === undefined ? {} : { headers: { 'Idempotency-Key': idempotencyKey } };
}

function preference(prefer: string | undefined): Pick<Message, 'headers'> {
  return prefer === undefined ? {} : { headers: { Prefer: prefer } };
}

function nextPage(response: ApiResponse | undefined): string | undefined {
  return /^<(?<path>[^>]+)>; rel="next"$/.exec(response?.headers.link ?? '')?.groups?.path;
}
