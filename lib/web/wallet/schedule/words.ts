import { RULE_WORDS } from '../../texts/schedules.ts';
import type { Format } from '../../ui/format.ts';
import { WEEKDAYS } from './weekdays.ts';
import type { Repeat, Timing } from './when.ts';

const NUMBERS: ReadonlyMap<string, number> = new Map(WEEKDAYS.map((name, n) => [name, n]));
const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;

type Names = Pick<Format, 'timeShort' | 'minute' | 'weekday' | 'date' | 'dayOfYear'>;
/** The parts of a rule, such as FREQ, by their names. */
export type Parts = Readonly<Partial<Record<string, string>>>;

/**
 * When payments are due, in words. A rule that has no simple words is shown as it is.
 * @param timeZone of the person. Another one is named
 */
export function inWords(timing: Timing, format: Names, timeZone: string): string {
  if (!timing.repeat) return RULE_WORDS.once(format.timeShort(timing.executeAt));
  const { rrule, start, time_zone } = timing.repeat;
  const parts = partsOf(timing.repeat);
  const at = RULE_WORDS.at(format.minute(localTime(start)));
  const zone = time_zone === timeZone ? '' : RULE_WORDS.zone(time_zone);
  const every = everyOf(parts, start, format);
  // Such a rule says by itself when it ends.
  if (every === undefined) return RULE_WORDS.other(rrule) + at + zone;
  return every + at + zone + endOf(parts, format);
}

/** The parts of a rule by their names. */
export function partsOf({ rrule }: Repeat): Parts {
  return Object.fromEntries(rrule.split(';').map((part) => part.split('=')));
}

function everyOf(parts: Parts, start: string, format: Names): string | undefined {
  const { FREQ, INTERVAL = '1', COUNT: _, UNTIL: __, ...more } = parts;
  const frequency = FREQUENCIES.find((one) => one === FREQ);
  const days = frequency && daysOf(frequency, more, start, format);
  return days === undefined ? undefined : RULE_WORDS.every[frequency ?? 'DAILY'](Number(INTERVAL)) + days;
}

/** On which days of its period a rule pays. Undefined if that has no simple words. */
function daysOf(
  frequency: (typeof FREQUENCIES)[number],
  more: Parts,
  start: string,
  format: Names,
): string | undefined {
  const names = Object.keys(more).sort().join();
  const day = Number(start.slice(8, 10));
  if (names === '') {
    if (frequency === 'WEEKLY') return RULE_WORDS.on(format.weekday(localTime(start)));
    if (frequency === 'YEARLY') return RULE_WORDS.on(format.dayOfYear(localTime(start)));
    if (frequency === 'MONTHLY') return day > 28 ? RULE_WORDS.onlyDay(day) : RULE_WORDS.onDay(day);
    return '';
  }
  const { BYDAY = '', BYMONTHDAY = '' } = more;
  if (frequency === 'WEEKLY' && names === 'BYDAY') {
    const names = BYDAY.split(',').map((name) => NUMBERS.get(name));
    const numbers = names.filter((n) => n !== undefined);
    if (numbers.length === names.length)
      return RULE_WORDS.on(RULE_WORDS.all(numbers.map((n) => weekdayName(n, format))));
  }
  if (frequency !== 'MONTHLY') return undefined;
  if (names === 'BYMONTHDAY' && BYMONTHDAY === '-1') return RULE_WORDS.onLastDay;
  if (names === 'BYMONTHDAY' && /^\d+$/.test(BYMONTHDAY))
    return Number(BYMONTHDAY) > 28 ? RULE_WORDS.onlyDay(Number(BYMONTHDAY)) : RULE_WORDS.onDay(Number(BYMONTHDAY));
  const isOrLast = names === 'BYMONTHDAY,BYSETPOS' && more.BYSETPOS === '-1' && /^28,29(,30)?$/.test(BYMONTHDAY);
  return isOrLast ? RULE_WORDS.orLastDay(Number(BYMONTHDAY.slice(-2))) : undefined;
}

function endOf({ COUNT, UNTIL }: Parts, format: Names): string {
  if (COUNT !== undefined) return RULE_WORDS.count(Number(COUNT));
  if (UNTIL === undefined) return RULE_WORDS.endless;
  const day = `${UNTIL.slice(0, 4)}-${UNTIL.slice(4, 6)}-${UNTIL.slice(6, 8)}`;
  if (UNTIL.length === 8) return RULE_WORDS.until(format.date(localTime(`${day}T12:00`)));
  return RULE_WORDS.until(
    format.timeShort(`${day}T${UNTIL.slice(9, 11)}:${UNTIL.slice(11, 13)}:${UNTIL.slice(13, 15)}Z`),
  );
}

/** The name of a weekday, from 0 for Monday. */
export function weekdayName(n: number, { weekday }: Pick<Names, 'weekday'>): string {
  // January 1 of 2024 is a Monday.
  return weekday(localTime(`2024-01-0${n + 1}T12:00`));
}

/** A time at which the clock of the person shows what the clock of the rule shows. */
function localTime(local: string): string {
  return new Date(local).toISOString();
}
