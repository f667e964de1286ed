import { MibAmountInvalid, parseAmount } from '../client/money.ts';
import { NO_CURRENCY } from '../domain/currency.ts';
import type { Payment, RowProblem, WrittenPayment } from './payment.ts';

/** What the amounts of a file are worth. */
export interface Worth {
  /** The currency of each wallet of the user by its id. */
  readonly wallets: ReadonlyMap<string, string>;
  /** How many decimals each currency has. */
  readonly digits: ReadonlyMap<string, number>;
  /** Whether a version began to pay the file in which every amount was in whole minor units. */
  readonly begunInMinorUnits?: boolean;
}

/** What is asked of the API. The client has it. */
interface Api {
  wallets(): AsyncIterable<{ readonly wallet_id: string; readonly currency: string }>;
  currencies(): Promise<{ readonly currencies: readonly { readonly currency: string; readonly digits: number }[] }>;
}

/** The decimals of the currencies that a run has used, as it began with them. */
export type StoredDigits = Readonly<Record<string, number>>;

/**
 * Asks what the amounts of a file are worth.
 * @param begun the run, if it has begun. Its digits go on to count, whatever the stage says now. It has
 * none from the version in which every amount was in minor units.
 */
export async function worthOf(api: Api, begun: { readonly digits?: StoredDigits | undefined } | undefined) {
  const wallets = new Map<string, string>();
  const [{ currencies }] = await Promise.all([
    api.currencies(),
    (async () => {
      for await (const { wallet_id, currency } of api.wallets()) wallets.set(wallet_id, currency);
    })(),
  ]);
  const now = currencies.map(({ currency, digits }) => [currency, digits] as const);
  return {
    wallets,
    digits: new Map([...now, ...Object.entries(begun?.digits ?? {})]),
    begunInMinorUnits: begun !== undefined && begun.digits === undefined,
  };
}

/**
 * The payments of a file, each in minor units of the payer's wallet, or every rule that its rows break.
 * An `amount` in a currency with decimals needs the row to name the currency: a file of the version in
 * which `amount` was in minor units never does, so that it is refused and not paid a hundredfold.
 */
export function amountsOf(
  rows: readonly WrittenPayment[],
  worth: Worth,
): { readonly payments: readonly Payment[]; readonly problems: readonly RowProblem[] } {
  const read = rows.map((row) => amountOf(row, worth));
  const problems = read.flatMap((one) => ('problem' in one ? [one.problem] : []));
  return {
    payments: problems.length > 0 ? [] : read.flatMap((one) => ('payment' in one ? [one.payment] : [])),
    problems,
  };
}

/** The digits to store with a run. */
export function digitsOf(payments: readonly Payment[]): StoredDigits {
  return Object.fromEntries(
    payments.flatMap(({ currency, digits }) => (digits === undefined ? [] : [[currency, digits]])),
  );
}

function amountOf(
  { column, written, currency: named, ...row }: WrittenPayment,
  { wallets, digits: digitsByCode, begunInMinorUnits = false }: Worth,
): { readonly payment: Payment } | { readonly problem: RowProblem } {
  const problem = (name: string, message: string) => ({ problem: { row: row.row, column: name, message } });
  const currency = wallets.get(row.from);
  // The run of an older version goes on as it began: the API refuses such a row.
  if (currency === undefined && !begunInMinorUnits) return problem('from_id', 'must be one of your wallets');
  const code = currency ?? NO_CURRENCY;
  if (named !== undefined && named !== code)
    return problem('currency', `must be ${code}, which wallet ${row.from} has`);
  const digits = digitsByCode.get(code);
  const payment = (amount: string) => ({ payment: { ...row, amount, currency: code, digits } });
  if (column === 'amount_minor' || (begunInMinorUnits && named === undefined)) return payment(String(BigInt(written)));
  if (digits === undefined)
    return problem(column, `must be in a column amount_minor: the stage does not say how many decimals ${code} has`);
  if (named === undefined && digits > 0)
    return problem(
      'currency',
      `is required beside amount: wallet ${row.from} has ${code}. A column amount_minor is in whole minor units`,
    );
  try {
    return payment(parseAmount(written, { currency: code, digits }));
  } catch (error) {
    if (error instanceof MibAmountInvalid) return problem(column, ruleOf(error, code, digits));
    throw error;
  }
}

function ruleOf({ reason }: MibAmountInvalid, code: string, digits: number): string {
  if (reason === 'too_many_decimals') return `must have at most ${digits} decimals in ${code}`;
  if (reason === 'zero') return 'must be more than 0';
  return reason === 'too_large' ? 'must have at most 18 digits of minor units' : 'must be an amount such as 12.34';
}
