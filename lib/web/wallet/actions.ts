/** A query of the list of transfers, as the API names its parameters. */
export type ListQuery = Readonly<Partial<Record<'status' | 'from' | 'to' | 'reference' | 'order', string | undefined>>>;

/** Whatever the wallet asks of the API, without token and password. */
export type Action =
  | { readonly kind: 'register' | 'login'; readonly login: string }
  | { readonly kind: 'createWallet'; readonly walletId: string }
  | { readonly kind: 'wallets' }
  | { readonly kind: 'balance'; readonly walletId: string }
  | { readonly kind: 'balanceAt'; readonly walletId: string; readonly time: string }
  | {
      readonly kind: 'pay';
      readonly from: string;
      readonly to: string;
      /** In minor units. */
      readonly amount: string;
      readonly reference?: string | undefined;
      readonly note?: string | undefined;
      /** Of the form: with it the command and the form together pay once. */
      readonly idempotencyKey?: string | undefined;
    }
  | { readonly kind: 'transaction'; readonly walletId: string; readonly TxID: string }
  | { readonly kind: 'transactions' | 'csv'; readonly walletId: string; readonly query: ListQuery };

/** A request as it is on the network, without token and password. */
export interface PlainRequest {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, string>>;
  /** Whether it has no token. */
  readonly isPublic: boolean;
}

/** The request of an action. */
export function requestOf(action: Action): PlainRequest {
  switch (action.kind) {
    case 'register':
    case 'login': {
      const path = `/auth/${action.kind}`;
      return { method: 'POST', path, headers: {}, body: { login: action.login, password: '' }, isPublic: true };
    }
    case 'createWallet':
      return post('create_wallet', { wallet_id: action.walletId });
    case 'wallets':
      return get('wallets');
    case 'balance':
      return get(`balance/${segment(action.walletId)}`);
    case 'balanceAt':
      return get(`balance/${segment(action.walletId)}/at/${segment(action.time)}`);
    case 'pay': {
      const { from, to, amount, reference, note, idempotencyKey } = action;
      const texts = { ...(reference && { reference }), ...(note && { note }) };
      const headers = idempotencyKey ? { 'idempotency-key': idempotencyKey } : {};
      return post('do_transaction', { from_id: from, to_id: to, amount, ...texts }, headers);
    }
    case 'transaction':
      return get(`transactions/${segment(action.walletId)}/${segment(action.TxID)}`);
    case 'transactions':
      return get(`transactions/${segment(action.walletId)}${queryOf(action.query)}`);
    case 'csv':
      return get(`transactions/${segment(action.walletId)}/csv${queryOf(action.query)}`);
  }
}

function get(path: string): PlainRequest {
  return { method: 'GET', path: `/api/user/${path}`, headers: {}, isPublic: false };
}

function post(path: string, body: Record<string, string>, headers: Record<string, string> = {}): PlainRequest {
  return { method: 'POST', path: `/api/user/${path}`, headers, body, isPublic: false };
}

/** encodeURIComponent throws for half a pair of surrogates. */
function segment(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function queryOf(query: ListQuery): string {
  const given = Object.entries(query).flatMap(([name, text]) => (text ? [`${name}=${segment(text)}`] : []));
  return given.length === 0 ? '' : `?${given.join('&')}`;
}
