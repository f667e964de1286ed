import { RULE_TEXTS } from '../../texts/fields.ts';
import { SCHEDULES } from '../../texts/schedules.ts';
import { fromLocalInput } from '../../ui/local-time.ts';
import { firstDates } from './dates.ts';
import { monthRule } from './month-rule.ts';
import { WEEKDAYS, type Weekday } from './weekdays.ts';

export const KINDS = ['now', 'once', 'day', 'week', 'month'] as const;
export const ENDINGS = ['never', 'on', 'after'] as const;
export type WhenKind = (typeof KINDS)[number];

/** When a payment is to be made, as a person chooses it. */
export interface WhenForm {
  readonly kind: WhenKind;
  /** The time, or that of the first payment, as `<input type="datetime-local">` has it. */
  readonly at: string;
  /** 2 for every second day, week or month. */
  readonly interval: string;
  /** Of payments by the week. None is the weekday of `at`. */
  readonly weekdays: readonly Weekday[];
  readonly ends: (typeof ENDINGS)[number];
  /** The last day: `2027-12-31`. */
  readonly until: string;
  /** The number of payments. */
  readonly count: string;
}

export const NOW: WhenForm = {
  kind: 'now',
  at: '',
  interval: '1',
  weekdays: [],
  ends: 'never',
  until: '',
  count: '',
};

/** A repetition as the API has it. */
export interface Repeat {
  readonly rrule: string;
  readonly start: string;
  readonly time_zone: string;
}

/** When a payment is due, as `client.schedule` takes it. */
export type Timing =
  | { readonly executeAt: string; readonly repeat?: undefined }
  | { readonly executeAt?: undefined; readonly repeat: Repeat };

/** The rule that each field breaks. */
export type BrokenWhen = { readonly [field in 'at' | 'interval' | 'until' | 'count']?: string };

/** As the API has them. A test keeps them equal. */
export const MAX_COUNT = 1_000;
/** The API takes longer ones, and ends a rule that has no date within ten years. */
export const MAX_INTERVAL = 99;
const YEAR_MS = 366 * 86_400_000;
const FREQUENCIES = { day: 'FREQ=DAILY', week: 'FREQ=WEEKLY', month: 'FREQ=MONTHLY' } as const;

/** A stored choice. Whatever is none of them is now. */
export function whenIn(json: string): WhenForm {
  try {
    const stored: Partial<Record<keyof WhenForm, unknown>> = Object(JSON.parse(json));
    const kind = KINDS.find((one) => one === stored.kind) ?? 'now';
    const ends = ENDINGS.find((one) => one === stored.ends) ?? 'never';
    const { weekdays } = stored;
    return {
      kind,
      at: textIn(stored.at),
      // The version before had neither.
      interval: textIn(stored.interval) || NOW.interval,
      weekdays: WEEKDAYS.filter((one) => Array.isArray(weekdays) && weekdays.includes(one)),
      ends,
      until: textIn(stored.until),
      count: textIn(stored.count),
    };
  } catch {
    return NOW;
  }
}

function textIn(stored: unknown): string {
  return typeof stored === 'string' ? stored : '';
}

/**
 * What is chosen for a time that is not now, as the API takes it, or the rules that it breaks.
 * @param now in ms since 1970
 * @param timeZone of the person
 */
export function checkedWhen(
  when: WhenForm,
  now: number,
  timeZone: string,
): { readonly timing: Timing } | { readonly broken: BrokenWhen } {
  const { kind, at } = when;
  const broken = brokenWhen(when, now);
  const time = fromLocalInput(at);
  if (Object.keys(broken).length > 0 || time === undefined) return { broken };
  if (kind === 'once' || kind === 'now') return { timing: { executeAt: time } };
  return { timing: { repeat: { rrule: ruleOf(kind, when), start: at.slice(0, 16), time_zone: timeZone } } };
}

function brokenWhen(when: WhenForm, now: number): BrokenWhen {
  const { kind, at, interval, ends, until, count } = when;
  const repeats = kind !== 'once' && kind !== 'now';
  const ofInterval = repeats ? brokenNumber(interval, MAX_INTERVAL, SCHEDULES.rules.interval) : undefined;
  // With weekdays the first payment may be later than the time from which they count.
  const [first = at] = ofInterval === undefined && at !== '' ? firstDates({ ...when, ends: 'never' }, 1) : [];
  const rules = {
    at: brokenTime(at, now) ?? brokenTime(first, now),
    interval: ofInterval,
    until: repeats && ends === 'on' ? brokenUntil(until, first) : undefined,
    count: repeats && ends === 'after' ? brokenNumber(count, MAX_COUNT, SCHEDULES.rules.count) : undefined,
  };
  return Object.fromEntries(Object.entries(rules).filter(([, rule]) => rule !== undefined));
}

function brokenTime(at: string, now: number): string | undefined {
  const time = fromLocalInput(at);
  if (time === undefined) return RULE_TEXTS.required;
  const ahead = Date.parse(time) - now;
  return ahead > 0 && ahead <= YEAR_MS ? undefined : SCHEDULES.rules.ahead;
}

function brokenUntil(until: string, first: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(until)) return RULE_TEXTS.required;
  return until < first.slice(0, 10) ? SCHEDULES.rules.until : undefined;
}

function brokenNumber(text: string, most: number, rule: string): string | undefined {
  if (text.trim() === '') return RULE_TEXTS.required;
  const isGood = /^\d{1,4}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= most;
  return isGood ? undefined : rule;
}

function ruleOf(kind: keyof typeof FREQUENCIES, { at, interval, weekdays, ends, until, count }: WhenForm): string {
  return [
    FREQUENCIES[kind],
    ...(Number(interval) === 1 ? [] : [`INTERVAL=${Number(interval)}`]),
    ...(kind === 'week' && weekdays.length > 0 ? [`BYDAY=${weekdays.join(',')}`] : []),
    ...(kind === 'month' ? monthRule(Number(at.slice(8, 10))) : []),
    ...(ends === 'on' ? [`UNTIL=${until.replaceAll('-', '')}`] : []),
    ...(ends === 'after' ? [`COUNT=${Number(count)}`] : []),
  ].join(';');
}
