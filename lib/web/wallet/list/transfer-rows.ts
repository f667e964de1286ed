import type { Transaction, TransactionStatus, TransactionsPage, TransactionsQuery } from 'mib/client';
import { movedAmount } from '../moved-amount.ts';

/** A transfer as a row of the list. It has only what the row shows, because there may be 100,000. */
export interface TransferRow {
  readonly TxID: string;
  /** Signed minor units. */
  readonly amount: string;
  readonly currency: string;
  readonly status: TransactionStatus;
  /** The status in words. */
  readonly statusNote: string;
  /** The wallet on the other side, or the number of payees if there are several. */
  readonly other: string | number;
  readonly initiatedAt: string;
  readonly reference?: string;
  readonly note?: string;
  /** Whether it refunds another transfer. */
  readonly isRefund?: true;
}

/** Where rows come from: the methods of the client, for one wallet. */
export interface TransferSource {
  page(query: TransactionsQuery, signal: AbortSignal): Promise<TransactionsPage>;
  one(TxID: string, signal: AbortSignal): Promise<Transaction>;
}

/** A transaction of the API as a row. */
export function rowOf({ from_id, to_id, to, wallet_id, ...transaction }: Transaction): TransferRow {
  const { TxID, currency, status, note, initiated_at, reference, payer_note, refund_of } = transaction;
  return {
    TxID,
    amount: movedAmount(transaction),
    currency: shared(currency),
    status,
    statusNote: shared(note),
    other: otherOf(wallet_id === from_id ? to_id : from_id, to),
    initiatedAt: initiated_at,
    ...(reference !== undefined && { reference }),
    ...(payer_note !== undefined && { note: payer_note }),
    ...(refund_of !== undefined && { isRefund: true }),
  };
}

function otherOf(id: string | undefined, to: Transaction['to'] = []): string | number {
  return id === undefined ? to.length : shared(id);
}

const MAX_SHARED = 1_000;
const texts = new Map<string, string>();

/** The same text as one object: JSON.parse makes one for each row. */
function shared(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size < MAX_SHARED) texts.set(text, text);
  return text;
}

const FINAL: ReadonlySet<TransactionStatus> = new Set(['SUCCESSFUL', 'INVALID', 'FAILED']);

export function isFinal({ status }: TransferRow): boolean {
  return FINAL.has(status);
}

/** Where the transfer is or belongs in rows that are sorted by id. */
export function placeOf(rows: readonly TransferRow[], TxID: string, order: 'asc' | 'desc'): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const id = rows[middle]?.TxID ?? '';
    if (order === 'asc' ? id < TxID : id > TxID) low = middle + 1;
    else high = middle;
  }
  return low;
}
