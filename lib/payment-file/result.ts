import { decimalOf } from '../client/money.ts';
import { noFormula } from '../domain/formula.ts';
import type { KeyedPayment } from './keyed.ts';

/** What became of a row: its transfer as it is now, or why it was refused. */
export type RowResult =
  | { readonly TxID: string; readonly status: string; readonly note: string }
  | { readonly error: { readonly code: string; readonly message: string } };

const COLUMNS = [
  ...['row', 'from_id', 'to_id', 'amount', 'currency', 'amount_minor'],
  ...['reference', 'note', 'key', 'TxID', 'status', 'status_note'],
];

/**
 * The result of a file as comma-separated values (RFC 4180): a line for each payment. A row that was
 * refused has the status REFUSED. One without a result has NOT_SENT. `amount` has the decimals of the
 * currency; it is empty if the stage does not say how many those are. No cell is a formula.
 */
export function resultCsv(payments: readonly KeyedPayment[], resultOf: (row: number) => RowResult | undefined): string {
  const lines = payments.map((payment) => {
    const { row, from, to, amount, currency, digits, reference = '', note = '', idempotencyKey } = payment;
    const written = digits === undefined ? '' : decimalOf(amount, digits);
    const money = [written, currency, amount];
    return [String(row), from, to, ...money, reference, note, idempotencyKey, ...cellsOf(resultOf(row))];
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
