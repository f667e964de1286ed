import { invalid } from './errors.ts';

// DynamoDB's numbers: up to 38 significant digits, magnitudes from 1E-130 to 9.99…E+125. Source:
// Amazon DynamoDB Developer Guide, "Supported data types: number".

const MOST_DIGITS = 38;
const LARGEST_EXPONENT = 126;
const SMALLEST_EXPONENT = -129;

/** The value is `sign` · 0.`digits` · 10^`exponent`. Zero has no digits; others begin and end with 1 to 9. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

/** Whole numbers of up to 15 digits are exact as JavaScript's numbers, and so is their order. */
const EXACT_LENGTH = 15;
const WHOLE = /^(?:0|-?[1-9]\d{0,37})$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * The number as DynamoDB returns it: digits with at most one point, without an exponent.
 * @throws ServiceError ValidationException if it is no number or has too many digits
 */
export function readNumber(text: string): string {
  return WHOLE.test(text) ? text : format(parse(text));
}

/** Like a comparator for sorting. Both are numbers that readNumber returned. */
export function compareNumbers(a: string, b: string): number {
  if (a === b) return 0;
  if (a.length <= EXACT_LENGTH && b.length <= EXACT_LENGTH) return Number(a) - Number(b);
  return sortableNumber(a) < sortableNumber(b) ? -1 : 1;
}

/** The sum of two numbers that readNumber returned. @throws ServiceError if it has too many digits */
export function addNumbers(a: string, b: string): string {
  if (a.length <= EXACT_LENGTH && b.length <= EXACT_LENGTH && WHOLE.test(a) && WHOLE.test(b))
    return String(Number(a) + Number(b));
  const [left, right] = [parse(a), parse(b)];
  const scale = Math.max(0, left.digits.length - left.exponent, right.digits.length - right.exponent);
  const sum = scaled(left, scale) + scaled(right, scale);
  return readNumber(`${sum}e-${scale}`);
}

/** The number with the opposite sign. */
export function negated(a: string): string {
  if (a === '0') return a;
  return a.startsWith('-') ? a.slice(1) : `-${a}`;
}

/** A text whose order, by code units, is the order of the numbers. */
export function sortableNumber(text: string): string {
  const { negative, digits, exponent } = parse(text);
  if (digits === '') return '1';
  if (!negative) return `2${exponent + 500}${digits}`;
  // Of two negative numbers, the one with the larger digits comes first.
  return `0${500 - exponent}${digits.replace(/\d/g, (digit) => String(9 - Number(digit)))}~`;
}

function parse(text: string): Decimal {
  if (!NUMBER.test(text)) throw invalid(`The parameter cannot be converted to a numeric value: ${text}`);
  const [coefficient = '', power = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = coefficient.replace(/^[+-]/, '').split('.');
  const all = whole + fraction;
  const significant = all.replace(/^0+/, '');
  const digits = significant.replace(/0+$/, '');
  const exponent = whole.length - (all.length - significant.length) + Number(power);
  if (digits === '') return { negative: false, digits, exponent: 0 };
  if (digits.length > MOST_DIGITS) throw invalid('Attempting to store more than 38 significant digits in a Number');
  if (exponent > LARGEST_EXPONENT)
    throw invalid('Number overflow. Attempting to store a number with magnitude larger than supported range');
  if (exponent < SMALLEST_EXPONENT)
    throw invalid('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  return { negative: text.startsWith('-'), digits, exponent };
}

function format({ negative, digits, exponent }: Decimal): string {
  if (digits === '') return '0';
  const sign = negative ? '-' : '';
  if (exponent <= 0) return `${sign}0.${'0'.repeat(-exponent)}${digits}`;
  if (digits.length <= exponent) return `${sign}${digits.padEnd(exponent, '0')}`;
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** The value · 10^`scale`, which is whole. */
function scaled({ negative, digits, exponent }: Decimal, scale: number): bigint {
  const size = BigInt(digits.padEnd(Math.max(digits.length, exponent + scale), '0'));
  return negative ? -size : size;
}
