/** The columns of a file of payments. A file needs `to_id` and `amount`. */
export const COLUMNS = ['from_id', 'to_id', 'amount', 'reference', 'note', 'key'] as const;
export type Column = (typeof COLUMNS)[number];

/** A row of a file of payments that obeys every rule. */
export interface Payment {
  /** The number of the row in a spreadsheet. The names of the columns are row 1. */
  readonly row: number;
  readonly from: string;
  readonly to: string;
  /** Whole minor units, as digits without zeros before them. */
  readonly amount: string;
  readonly reference?: string | undefined;
  readonly note?: string | undefined;
  /** A key that the file gives. */
  readonly key?: string | undefined;
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
  readonly sum: bigint;
}

/** The sum of each payer, in the order of the file. */
export function sumsOf(payments: readonly Payment[]): PayerSum[] {
  return [...Map.groupBy(payments, ({ from }) => from)].map(([from, theirs]) => ({
    from,
    count: theirs.length,
    sum: theirs.reduce((sum, { amount }) => sum + BigInt(amount), 0n),
  }));
}
