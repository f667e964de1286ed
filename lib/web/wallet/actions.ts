import { type MetadataRow, metadataOf } from './metadata-rows.ts';
import type { PaidTo } from './payment.ts';
import { get, type PlainRequest, payeesBody, post, segment } from './plain-request.ts';
import { type ScheduleAction, scheduleRequestOf } from './schedule-code.ts';

/** A query of the list of transfers, as the API names its parameters. */
export type ListQuery = Readonly<Partial<Record<'status' | 'from' | 'to' | 'reference' | 'order', string | undefined>>>;

/** Whatever the wallet asks of the API, without token and password. */
export type Action =
  | { readonly kind: 'register' | 'login'; readonly login: string }
  | {
      readonly kind: 'createWallet';
      readonly walletId: string;
      readonly currency?: string | undefined;
      readonly name?: string | undefined;
    }
  | { readonly kind: 'changeWallet'; readonly walletId: string; readonly change: WalletChange }
  | { readonly kind: 'changeWalletControls'; readonly walletId: string; readonly change: ControlsChange }
  | { readonly kind: 'closeWallet'; readonly walletId: string }
  | { readonly kind: 'wallets' }
  | { readonly kind: 'keys' }
  | {
      readonly kind: 'makeKey';
      readonly name: string;
      readonly read: 'all' | readonly string[];
      /** With amounts in minor units. */
      readonly pay: readonly { readonly walletId: string; readonly max: string }[];
      /** RFC 3339. */
      readonly expiresAt?: string | undefined;
    }
  | {
      readonly kind: 'changeMember';
      readonly walletId: string;
      readonly login: string;
      /** In minor units; null for one who only reads. */
      readonly max: string | null;
    }
  | { readonly kind: 'webhooks' }
  | {
      readonly kind: 'addWebhook';
      readonly url: string;
      readonly types: readonly string[];
      readonly description?: string | undefined;
    }
  | { readonly kind: 'webhookDeliveries'; readonly webhookId: string }
  | { readonly kind: 'balance'; readonly walletId: string }
  | { readonly kind: 'balanceAt'; readonly walletId: string; readonly time: string }
  | {
      readonly kind: 'pay';
      readonly from: string;
      /** With amounts in minor units. */
      readonly payees: readonly PaidTo[];
      readonly reference?: string | undefined;
      readonly note?: string | undefined;
      readonly metadata?: readonly MetadataRow[] | undefined;
      /** RFC 3339. The money is held first. */
      readonly holdUntil?: string | undefined;
      /** Of the form: with it the command and the form together pay once. */
      readonly idempotencyKey?: string | undefined;
    }
  | {
      readonly kind: 'refund';
      readonly walletId: string;
      readonly TxID: string;
      /** In minor units. By default all that is left. */
      readonly amount?: string | undefined;
    }
  | ScheduleAction
  | { readonly kind: 'transaction'; readonly walletId: string; readonly TxID: string }
  | { readonly kind: 'holds'; readonly walletId: string }
  /** The amount is in minor units, and all by default. */
  | { readonly kind: 'capture'; readonly walletId: string; readonly TxID: string; readonly amount?: string | undefined }
  | { readonly kind: 'void'; readonly walletId: string; readonly TxID: string }
  | { readonly kind: 'statement' | 'statementCsv'; readonly walletId: string; readonly query: Pick<ListQuery, 'order'> }
  | { readonly kind: 'statementReceipt'; readonly walletId: string; readonly seq: number }
  | { readonly kind: 'transactionReceipt'; readonly walletId: string; readonly TxID: string }
  | { readonly kind: 'transactions' | 'csv'; readonly walletId: string; readonly query: ListQuery };

/** The change of a wallet, as the API has it. */
interface WalletChange {
  readonly name?: string | null;
  readonly metadata?: Readonly<Record<string, string | null>>;
}

/** A change of freezes and limits, as the API has it. */
type ControlsChange = Readonly<
  Partial<Record<'minimum_balance' | 'max_payment' | 'max_per_day', string | null>> & {
    frozen?: 'debits' | 'credits' | 'all' | null;
  }
>;

/** The request of an action. */
export function requestOf(action: Action): PlainRequest {
  switch (action.kind) {
    case 'register':
    case 'login': {
      const path = `/auth/${action.kind}`;
      return { method: 'POST', path, headers: {}, body: { login: action.login, password: '' }, isPublic: true };
    }
    case 'createWallet':
      return post('create_wallet', {
        wallet_id: action.walletId,
        ...(action.currency && { currency: action.currency }),
        ...(action.name && { name: action.name }),
      });
    case 'changeWallet': {
      const path = `/api/user/wallets/${segment(action.walletId)}`;
      return { method: 'PATCH', path, headers: {}, body: { ...action.change }, isPublic: false };
    }
    case 'changeWalletControls': {
      const path = `/api/user/wallets/${segment(action.walletId)}/controls`;
      return { method: 'PATCH', path, headers: {}, body: { ...action.change }, isPublic: false };
    }
    case 'changeMember': {
      const path = `/api/user/wallets/${segment(action.walletId)}/members/${segment(action.login)}`;
      return { method: 'PATCH', path, headers: {}, body: { max_per_day: action.max }, isPublic: false };
    }
    case 'closeWallet': {
      const path = `/api/user/wallets/${segment(action.walletId)}/close`;
      return { method: 'POST', path, headers: {}, isPublic: false };
    }
    case 'wallets':
      return get('wallets');
    case 'keys':
      return get('keys');
    case 'makeKey': {
      const { name, read, pay, expiresAt } = action;
      return post('keys', {
        name,
        ...(read.length > 0 && { read }),
        ...(pay.length > 0 && { pay: pay.map(({ walletId, max }) => ({ wallet_id: walletId, max_per_day: max })) }),
        ...(expiresAt && { expires_at: expiresAt }),
      });
    }
    case 'webhooks':
      return get('webhooks');
    case 'addWebhook': {
      const { url, types, description } = action;
      return post('webhooks', { url, types, ...(description && { description }) });
    }
    case 'webhookDeliveries':
      return get(`webhooks/${segment(action.webhookId)}/deliveries`);
    case 'balance':
      return get(`balance/${segment(action.walletId)}`);
    case 'balanceAt':
      return get(`balance/${segment(action.walletId)}/at/${segment(action.time)}`);
    case 'pay': {
      const { from, payees, reference, note, holdUntil, idempotencyKey } = action;
      const metadata = metadataOf(action.metadata);
      const held = holdUntil ? { capture: 'manual', expires_at: holdUntil } : {};
      const texts = { ...(reference && { reference }), ...(note && { note }), ...(metadata && { metadata }) };
      const headers = idempotencyKey ? { 'idempotency-key': idempotencyKey } : {};
      return post('do_transaction', { from_id: from, ...payeesBody(payees), ...texts, ...held }, headers);
    }
    case 'refund': {
      const path = `transactions/${segment(action.walletId)}/${segment(action.TxID)}/refund`;
      return post(path, action.amount === undefined ? {} : { amount: action.amount });
    }
    case 'holds':
      return get(`holds/${segment(action.walletId)}`);
    case 'capture': {
      const { walletId, TxID, amount } = action;
      return post(`transactions/${segment(walletId)}/${segment(TxID)}/capture`, amount ? { amount } : {});
    }
    case 'void':
      return post(`transactions/${segment(action.walletId)}/${segment(action.TxID)}/void`, {});
    case 'scheduleTransfer':
    case 'scheduledTransfers':
    case 'scheduledTransfer':
    case 'changeScheduledTransfer':
    case 'cancelScheduledTransfer':
      return scheduleRequestOf(action);
    case 'transaction':
      return get(`transactions/${segment(action.walletId)}/${segment(action.TxID)}`);
    case 'statement':
      return get(`statement/${segment(action.walletId)}${queryOf(action.query)}`);
    case 'statementCsv':
      return get(`statement/${segment(action.walletId)}/csv${queryOf(action.query)}`);
    case 'statementReceipt':
      return get(`statement/${segment(action.walletId)}/${action.seq}/receipt`);
    case 'transactionReceipt':
      return get(`transactions/${segment(action.walletId)}/${segment(action.TxID)}/receipt`);
    case 'transactions':
      return get(`transactions/${segment(action.walletId)}${queryOf(action.query)}`);
    case 'csv':
      return get(`transactions/${segment(action.walletId)}/csv${queryOf(action.query)}`);
  }
}

function queryOf(query: ListQuery): string {
  const given = Object.entries(query).flatMap(([name, text]) => (text ? [`${name}=${segment(text)}`] : []));
  return given.length === 0 ? '' : `?${given.join('&')}`;
}
