import type { Payee, TransactionDetail } from 'mib/client';
import { movedAmount } from '../moved-amount.ts';
import { payeesOf } from '../payees.ts';

/** The body that webhooks get for a final transfer. */
export interface TransferEventBody {
  readonly type: 'transfer.final';
  readonly timestamp: string;
  readonly data: Readonly<Record<string, string | number | readonly Payee[]>>;
}

/**
 * The event of a transfer, as webhooks get it. Undefined before the transfer is final, and for a
 * payee, who does not see whether there are others.
 */
export function eventOf(transfer: TransactionDetail): TransferEventBody | undefined {
  const { wallet_id, TxID, from_id, to_id, status, note, reference, payer_note, refund_of, initiated_at, timeline } =
    transfer;
  const isLast = status === 'SUCCESSFUL' || status === 'INVALID' || status === 'FAILED';
  const finished_at = timeline.findLast((entry) => 'status' in entry && entry.status === status)?.at;
  if (!isLast || finished_at === undefined || wallet_id !== from_id) return undefined;
  // Of a held payment, what was captured.
  const moved = { ...transfer, amount: movedAmount(transfer) };
  const amount = moved.amount.replace(/^[-+]/, '');
  const payees = { ...(to_id !== undefined && { to_id }), to: payeesOf(moved) };
  const texts = { ...(reference !== undefined && { reference }), ...(payer_note !== undefined && { payer_note }) };
  const link = refund_of === undefined ? {} : { refund_of };
  const data = {
    version: 1,
    TxID,
    from_id,
    ...payees,
    amount,
    currency: transfer.currency,
    status,
    note,
    ...texts,
    ...link,
    initiated_at,
    finished_at,
  };
  return { type: 'transfer.final', timestamp: finished_at, data };
}
