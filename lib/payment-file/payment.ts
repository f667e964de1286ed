import { NO_CURRENCY } from '../domain/currency.ts';

/** The columns of a file of payments. A file needs `to_id`, and `amount` or `amount_minor`. */
export const COLUMNS = ['from_id', 'to_id', 'amount', 'amount_minor', 'currency', 'reference', 'note', 'key'] as const;
export type Column = (typeof COLUMNS)[number];

/** The column of amounts: `amount` has them as people write them, `amount_minor` in whole minor units. */
export type AmountColumn = 'amount' | 'amount_minor';

/** What a row has beside its amount. */
interface Row {
  /** The number of the row in a spreadsheet. The names of the columns are row 1. */
  readonly row: number;
  readonly from: string;
  readonly to: string;
  readonly reference?: string | undefined;
  readonly note?: string | undefined;
  /** A key that the file gives. */
  readonly key?: string | undefined;
}

/** A row that obeys every rule that needs no more than the file. */
export interface WrittenPayment extends Row {
  readonly column: AmountColumn;
  /** Digits, with decimals only in `amount` beside a currency. */
  readonly written: string;
  readonly currency?: string | undefined;
}

/** A row that obeys every rule. */
export interface Payment extends Row {
  /** Whole minor units, as digits without zeros before them. */
  readonly amount: string;
  /** That of the payer's wallet. */
  readonly currency: string;
  /** How many decimals it has; undefined if the stage does not say. */
  readonly digits?: number | undefined;
}

/** A rule that a row breaks. Without a column it is the row's own. */
export interface RowProblem {
  readonly row: number;
  readonly column?: string | undefined;
  readonly message: string;
}

/** The sum that a wallet pays. */
export interface PayerSum {
  readonly from: string;
  readonly count: number;
  /** Minor units. */
  readonly sum: bigint;
  readonly currency: string;
  readonly digits?: number | undefined;
}

/** The sum of each payer, in the order of the file. */
export function sumsOf(payments: readonly Payment[]): PayerSum[] {
  return [...Map.groupBy(payments, ({ from }) => from)].map(([from, theirs]) => ({
    from,
    count: theirs.length,
    sum: theirs.reduce((sum, { amount }) => sum + BigInt(amount), 0n),
    currency: theirs[0]?.currency ?? NO_CURRENCY,
    digits: theirs[0]?.digits,
  }));
}
