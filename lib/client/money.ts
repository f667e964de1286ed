/** How amounts of a currency are shown: an element of `currencies()`. */
export interface CurrencyFormat {
  /** A code of ISO 4217, or of the stage. `XXX` is no currency. */
  readonly currency: string;
  /** How many decimals it has. */
  readonly digits: number;
  /** What people read in place of the code. */
  readonly name?: string | undefined;
}

/** Why a text is no amount. */
export type AmountFault = 'malformed' | 'too_many_decimals' | 'too_large' | 'zero';

/** A text is no amount that can be paid. */
export class MibAmountInvalid extends Error {
  override readonly name = 'MibAmountInvalid';
  readonly reason: AmountFault;

  constructor(reason: AmountFault, message: string) {
    super(message);
    this.reason = reason;
  }
}

const NO_CURRENCY = 'XXX';
const MAX_DIGITS = 18;

/** `1250` minor units with 2 digits are `12.50`. Nothing is rounded: it is text all the way. */
export function decimalOf(minorUnits: bigint | string, digits: number): string {
  const amount = BigInt(minorUnits);
  const text = (amount < 0n ? -amount : amount).toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${amount < 0n ? '-' : ''}${whole}${digits > 0 ? `.${text.slice(-digits)}` : ''}`;
}

/**
 * An amount as people read it, by `Intl`: `formatAmount('1250', { currency: 'EUR', digits: 2 }, 'en')`
 * is `€12.50`. An amount without a currency is a plain number.
 * @param minorUnits as the API has it, with or without a sign
 * @param locales language tags, as `Intl` takes them
 */
export function formatAmount(
  minorUnits: bigint | string,
  { currency, digits, name }: CurrencyFormat,
  locales?: string | readonly string[],
  options: { readonly signDisplay?: 'exceptZero' | 'auto' | undefined } = {},
): string {
  const isPlain = currency === NO_CURRENCY || name !== undefined || !/^[A-Z]{3}$/.test(currency);
  const format = new Intl.NumberFormat(typeof locales === 'object' ? [...locales] : locales, {
    ...(isPlain ? {} : { style: 'currency', currency }),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: options.signDisplay ?? 'auto',
  });
  const decimal = decimalOf(minorUnits, digits);
  const text = isNumeric(decimal) ? format.format(decimal) : decimal;
  const label = name ?? (currency === NO_CURRENCY ? undefined : currency);
  return isPlain && label !== undefined ? `${text}\u00a0${label}` : text;
}

/** Intl reads digits of any length exactly if they are text. */
function isNumeric(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text);
}

/**
 * Reads an amount as it is written, `12.34`, with a point and no separators between thousands.
 * @returns the minor units, as a request takes them: `1234` for EUR
 * @throws MibAmountInvalid if it is none, has more decimals than the currency, or is 0 or too large
 */
export function parseAmount(text: string, { currency, digits }: Pick<CurrencyFormat, 'currency' | 'digits'>): string {
  const [, whole, decimals = ''] = /^\s*(\d+)(?:\.(\d+))?\s*$/.exec(text) ?? [];
  if (whole === undefined) throw new MibAmountInvalid('malformed', `"${text}" is not an amount such as 12.34.`);
  if (decimals.length > digits)
    throw new MibAmountInvalid('too_many_decimals', `${currency} has ${digits} decimals, and "${text}" has more.`);
  const minorUnits = `${whole}${decimals.padEnd(digits, '0')}`.replace(/^0+/, '');
  if (minorUnits === '') throw new MibAmountInvalid('zero', 'The amount is 0.');
  if (minorUnits.length > MAX_DIGITS)
    throw new MibAmountInvalid('too_large', `The amount has more than ${MAX_DIGITS} digits of minor units.`);
  return minorUnits;
}
