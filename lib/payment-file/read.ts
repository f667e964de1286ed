import { CsvError, parse } from 'csv-parse/sync';
import * as z from 'zod/mini';
import { Amount } from '../domain/amount.ts';
import { CurrencyCode } from '../domain/currency.ts';
import { IdempotencyKey } from '../domain/idempotency-key.ts';
import { PayerNote, Reference } from '../domain/transfer-texts.ts';
import { WalletIdDigits } from '../domain/wallet-id.ts';
import { type AmountColumn, COLUMNS, type Column, type RowProblem, type WrittenPayment } from './payment.ts';

/** The largest file, and the most rows: at 600 a minute they take three hours of the 24 that a key lives. */
export const MAX_FILE_BYTES = 20 * 1024 * 1024;
export const MAX_ROWS = 100_000;
/** A record is one row. A quote that is not closed would make the rest of the file one. */
const MAX_RECORD_CHARACTERS = 20_000;

/** What a file has: its rows, or every rule that it breaks. */
export interface ReadFile {
  readonly rows: readonly WrittenPayment[];
  readonly problems: readonly RowProblem[];
}

/**
 * Reads comma-separated values (RFC 4180) with a row of column names. Every row is checked by the rules
 * of the API. What an amount is worth follows from the payer's wallet: `amountsOf` says it.
 * @param text may begin with a byte order mark
 * @param payer the wallet that pays where a row names none
 */
export function readPayments(text: string, payer?: string): ReadFile {
  const records = recordsOf(text);
  if ('problem' in records) return refused(records.problem);
  const [names = [], ...rows] = records.rows;
  const ofHeader = headerProblems(names, payer);
  if (ofHeader.length > 0) return { rows: [], problems: ofHeader };
  if (rows.length > MAX_ROWS) return refused({ row: MAX_ROWS + 2, message: `must be one of at most ${MAX_ROWS} rows` });
  const read = rows.flatMap((cells, n) => (isBlank(cells) ? [] : [readRow(n + 2, cells, names, payer)]));
  const written = read.flatMap((one) => ('payment' in one ? [one.payment] : []));
  const problems = read.flatMap((one) => ('problems' in one ? one.problems : []));
  if (read.length === 0) return refused({ row: 2, message: 'must be a payment: the file has none' });
  const all = [...problems, ...repeatedKeys(written)].sort((a, b) => a.row - b.row);
  return { rows: all.length > 0 ? [] : written, problems: all };
}

function refused(problem: RowProblem): ReadFile {
  return { rows: [], problems: [problem] };
}

const Rows = z.array(z.array(z.string()));

function recordsOf(text: string): { rows: string[][] } | { problem: RowProblem } {
  try {
    const options = { bom: true, relax_column_count: true, max_record_size: MAX_RECORD_CHARACTERS };
    return { rows: Rows.parse(parse(text, options)) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const records: unknown = Reflect.get(error, 'records');
    return { problem: { row: Number(records ?? 0) + 1, message: `must be comma-separated values: ${error.message}` } };
  }
}

function headerProblems(names: readonly string[], payer: string | undefined): RowProblem[] {
  const problem = (column: string, message: string) => ({ row: 1, column, message });
  const known: ReadonlySet<string> = new Set(COLUMNS);
  const amount = amountColumn(names);
  const needed: Column[] = payer === undefined ? ['from_id', 'to_id', amount] : ['to_id', amount];
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length === needed.length) {
    return [{ row: 1, message: `must have the names of columns, with commas between: ${COLUMNS.join(',')}` }];
  }
  if (names.includes('amount') && names.includes('amount_minor')) {
    return [problem('amount_minor', 'must not be there beside amount')];
  }
  return [
    ...missing.map((name) => problem(name, 'is a required column')),
    ...names.filter((name) => !known.has(name)).map((name) => problem(name, 'is not a known column')),
    ...names.filter((name, n) => names.indexOf(name) < n).map((name) => problem(name, 'must not be there twice')),
  ];
}

function amountColumn(names: readonly string[]): AmountColumn {
  return names.includes('amount_minor') ? 'amount_minor' : 'amount';
}

const isBlank = (cells: readonly string[]) => cells.every((cell) => cell === '');

const RULES = {
  from_id: WalletIdDigits,
  to_id: WalletIdDigits,
  amount: z.string().check(z.regex(/^\d+(?:\.\d+)?$/, 'must be an amount such as 12.34')),
  amount_minor: Amount,
  amount_without_currency: z.pipe(
    z.pipe(
      z.string().check(z.regex(/^[^.]*$/, 'must be a whole number where the row has no currency')),
      z.transform((text: string): string | number => text),
    ),
    Amount,
  ),
  currency: CurrencyCode,
  reference: Reference,
  note: PayerNote,
  key: IdempotencyKey,
} as const;

function readRow(
  row: number,
  cells: readonly string[],
  names: readonly string[],
  payer: string | undefined,
): { payment: WrittenPayment } | { problems: RowProblem[] } {
  if (cells.length !== names.length) {
    return { problems: [{ row, message: `must have ${names.length} cells and has ${cells.length}` }] };
  }
  const problems: RowProblem[] = [];
  const cellOf = (column: Column) => cells[names.indexOf(column)] || (column === 'from_id' ? payer : undefined);
  const readCell = (column: Column, required: boolean, rule: keyof typeof RULES = column): string | undefined => {
    const cell = cellOf(column);
    if (cell === undefined && !required) return undefined;
    const read = RULES[rule].safeParse(cell ?? '');
    if (read.success) return String(read.data);
    for (const { message } of read.error.issues) {
      problems.push({ row, column, message: cell === undefined ? 'is required' : message });
    }
    return undefined;
  };
  const column = amountColumn(names);
  const currency = readCell('currency', false);
  const isPlain = column === 'amount' && cellOf('currency') === undefined;
  const [from = '', to = '', written = ''] = [
    readCell('from_id', true),
    readCell('to_id', true),
    readCell(column, true, isPlain ? 'amount_without_currency' : column),
  ];
  const payment = {
    ...{ row, from, to, column, written, currency },
    reference: readCell('reference', false),
    note: readCell('note', false),
    key: readCell('key', false),
  };
  if (to !== '' && from === to)
    problems.push({ row, column: 'to_id', message: 'must not be the same wallet as from_id' });
  return problems.length > 0 ? { problems } : { payment };
}

/** A payment with the key of an earlier row would be that payment. */
function repeatedKeys(payments: readonly WrittenPayment[]): RowProblem[] {
  const first = new Map<string, number>();
  return payments.flatMap(({ row, key }) => {
    if (key === undefined) return [];
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, row);
    return earlier === undefined ? [] : [{ row, column: 'key', message: `must not be the same as in row ${earlier}` }];
  });
}
