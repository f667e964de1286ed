import { noFormula } from '../domain/formula.ts';
import type { KeyedPayment } from './keyed.ts';

/** What became of a row: its transfer as it is now, or why it was refused. */
export type RowResult =
  | { readonly TxID: string; readonly status: string; readonly note: string }
  | { readonly error: { readonly code: string; readonly message: string } };

const COLUMNS = ['row', 'from_id', 'to_id', 'amount', 'reference', 'note', 'key', 'TxID', 'status', 'status_note'];

/**
 * The result of a file as comma-separated values (RFC 4180): a line for each payment. A row that was
 * refused has the status REFUSED. One without a result has NOT_SENT. No cell is a formula.
 */
export function resultCsv(payments: readonly KeyedPayment[], resultOf: (row: number) => RowResult | undefined): string {
  const lines = payments.map((payment) => {
    const { row, from, to, amount, reference = '', note = '', idempotencyKey } = payment;
    return [String(row), from, to, amount, reference, note, idempotencyKey, ...cellsOf(resultOf(row))];
  });
  return [COLUMNS, ...lines].map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('');
}

function cellsOf(result: RowResult | undefined): string[] {
  if (!result) return ['', 'NOT_SENT', ''];
  if ('error' in result) return ['', 'REFUSED', `${result.error.code}: ${result.error.message}`];
  return [result.TxID, result.status, result.note];
}

function cellOf(text: string): string {
  const safe = noFormula(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
