import { type CurrencyFormat, formatAmount } from 'mib/client';
import { durationFormat } from './durations.ts';
import { NO_CURRENCY } from './no-currency.ts';
import { type TypedAmount, typedAmountReader } from './typed-amount.ts';

/** How one person reads and writes numbers and times. */
export interface Format {
  /**
   * An amount of minor units, of any length: `1234567` is "1,234,567" in English, and "€12,345.67" in
   * EUR. Without a code it is a plain number.
   */
  amount(minorUnits: string, code?: string): string;
  /** The same with its sign. Zero has none. */
  signedAmount(minorUnits: string, code?: string): string;
  /** The same as the person would type it: the number alone. */
  typedAmount(minorUnits: string, code?: string): string;
  /** Reads an amount that the person typed, in a currency. */
  parseAmount(typed: string, code?: string): TypedAmount;
  /** A number of things. */
  count(things: number): string;
  /** Day and minute: "Nov 23, 2026, 10:15 AM". */
  timeShort(time: string): string;
  /** The day with its weekday: "Monday, November 23, 2026". */
  day(time: string): string;
  /** The day alone: "Nov 23, 2026". */
  date(time: string): string;
  /** "November 23". */
  dayOfYear(time: string): string;
  /** "Monday". */
  weekday(time: string): string;
  /** Hour and minute: "10:15 AM". */
  minute(time: string): string;
  /** A time on an axis of this length in ms: "10:15 AM", "Nov 23" or "Nov 2026". */
  tick(time: string, lengthMs: number): string;
  /** An amount on an axis, rounded to a few digits: "1.2M", "1.5E18". */
  amountShort(minorUnits: bigint, code?: string): string;
  /** Weekday, day, second and time zone. */
  timeFull(time: string): string;
  /** Hour to millisecond, for the entries of a timeline. */
  clock(time: string): string;
  /** How long something took: "113 ms", "1.4 s", "2 min 5 s". */
  duration(ms: number): string;
  /** How long ago a time was: "5 minutes ago", "in 2 hours". Less than a second is "now". */
  age(time: string, now: number): string;
}

/** The person's settings. The defaults are those of the browser. */
export interface FormatOptions {
  /** Language tags, the best first. Tags that Intl does not know are skipped. */
  readonly locales?: readonly string[] | undefined;
  readonly timeZone?: string | undefined;
  /** How amounts of a currency are shown. By default they are in minor units. */
  readonly currencyNamed?: ((code: string) => CurrencyFormat) | undefined;
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** Compact notation has no word for more than a thousand of these. */
const HUGE = 10n ** 15n;

/** Makes the formats of one person. Making them is slow, and using them is quick. */
export function createFormat({ locales = [], timeZone, currencyNamed = inMinorUnits }: FormatOptions = {}): Format {
  const usable = locales.filter(isUsable);
  const numbers = new Intl.NumberFormat(usable, { maximumFractionDigits: 0 });
  const readAmount = typedAmountReader(usable);
  const zone = timeZone === undefined ? {} : { timeZone };
  const short = new Intl.DateTimeFormat(usable, { dateStyle: 'medium', timeStyle: 'short', ...zone });
  const day = new Intl.DateTimeFormat(usable, { dateStyle: 'full', ...zone });
  const minute = new Intl.DateTimeFormat(usable, { timeStyle: 'short', ...zone });
  const date = new Intl.DateTimeFormat(usable, { dateStyle: 'medium', ...zone });
  const dayOfYear = new Intl.DateTimeFormat(usable, { month: 'long', day: 'numeric', ...zone });
  const weekday = new Intl.DateTimeFormat(usable, { weekday: 'long', ...zone });
  const dayShort = new Intl.DateTimeFormat(usable, { month: 'short', day: 'numeric', ...zone });
  const month = new Intl.DateTimeFormat(usable, { month: 'short', year: 'numeric', ...zone });
  const compact = new Intl.NumberFormat(usable, { notation: 'compact', maximumSignificantDigits: 4 });
  const scientific = new Intl.NumberFormat(usable, { notation: 'scientific', maximumSignificantDigits: 4 });
  const full = new Intl.DateTimeFormat(usable, { dateStyle: 'full', timeStyle: 'long', ...zone });
  const clock = new Intl.DateTimeFormat(usable, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
    ...zone,
  });
  const ages = new Intl.RelativeTimeFormat(usable, { numeric: 'always' });
  const now = new Intl.RelativeTimeFormat(usable, { numeric: 'auto' }).format(0, 'second');
  return {
    amount: (minorUnits, code = NO_CURRENCY) => formatAmount(minorUnits, currencyNamed(code), usable),
    signedAmount: (minorUnits, code = NO_CURRENCY) =>
      formatAmount(minorUnits, currencyNamed(code), usable, { signDisplay: 'exceptZero' }),
    typedAmount: (minorUnits, code = NO_CURRENCY) =>
      formatAmount(minorUnits, { currency: NO_CURRENCY, digits: currencyNamed(code).digits }, usable),
    parseAmount: (typed, code = NO_CURRENCY) => readAmount(typed, currencyNamed(code).digits),
    count: (things) => numbers.format(things),
    timeShort: (time) => short.format(new Date(time)),
    day: (time) => day.format(new Date(time)),
    date: (time) => date.format(new Date(time)),
    dayOfYear: (time) => dayOfYear.format(new Date(time)),
    weekday: (time) => weekday.format(new Date(time)),
    minute: (time) => minute.format(new Date(time)),
    tick(time, lengthMs) {
      const [, day] = UNITS[0];
      const form = lengthMs <= 2 * day ? minute : lengthMs <= 300 * day ? dayShort : month;
      return form.format(new Date(time));
    },
    amountShort(minorUnits, code = NO_CURRENCY) {
      const { digits } = currencyNamed(code);
      const isHuge = minorUnits >= HUGE || minorUnits <= -HUGE;
      // It is rounded to four digits anyway.
      const shown = digits === 0 ? minorUnits : Number(minorUnits) / 10 ** digits;
      return (isHuge ? scientific : compact).format(shown);
    },
    timeFull: (time) => full.format(new Date(time)),
    clock: (time) => clock.format(new Date(time)),
    duration: durationFormat(usable),
    age(time, at) {
      const ms = Date.parse(time) - at;
      // Whole units that have passed: 119 minutes are one hour.
      const [unit, length] = UNITS.find(([, unitMs]) => Math.abs(ms) >= unitMs) ?? [undefined, 1];
      return unit ? ages.format(Math.trunc(ms / length), unit) : now;
    },
  };
}

function inMinorUnits(currency: string): CurrencyFormat {
  return { currency, digits: 0 };
}

/** The time between each entry of a timeline and the entry before it, in ms. The first has 0. */
export function stepsOf(entries: readonly { readonly at: string }[]): number[] {
  return entries.map(({ at }, index) => Date.parse(at) - Date.parse(entries[index - 1]?.at ?? at));
}

/** A long id by its first and last characters, which people compare. */
export function shortId(id: string): string {
  return id.length > 14 ? `${id.slice(0, 6)}…${id.slice(-6)}` : id;
}

/** Browsers name their language as the system does, which is not always a language tag: "C". */
function isUsable(locale: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(locale).length > 0;
  } catch {
    return false;
  }
}
