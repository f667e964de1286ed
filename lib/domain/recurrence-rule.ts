/** A weekday may be the n-th of its month or year: `1MO`, `-1FR`. */
const WEEKDAY = '([+-]?[1-9]\\d?)?(MO|TU|WE|TH|FR|SA|SU)';
const list = (one: string) => new RegExp(`^${one}(,${one}){0,30}$`);

/** Up to 31 whole numbers, each from 1 to `most`, or from the end if `signed`. */
function numbers(most: number, signed = true): (value: string) => boolean {
  const pattern = list(signed ? '[+-]?\\d{1,3}' : '\\d{1,3}');
  return (value) => pattern.test(value) && value.split(',').every((one) => isWithin(Math.abs(Number(one)), most));
}

function isWithin(number: number, most: number): boolean {
  return number >= 1 && number <= most;
}

export const MAX_RULE_CHARACTERS = 200;
export const MAX_COUNT = 1_000;
export const MAX_INTERVAL = 366;

/**
 * The parts of a rule (RFC 5545, 3.3.10). Seconds, minutes and hours are no frequencies here, and no
 * parts: a payment is due once a day at most, at the time of its start.
 */
const PARTS: Readonly<Record<string, (value: string) => boolean>> = {
  FREQ: (value) => /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/.test(value),
  INTERVAL: (value) => /^\d{1,3}$/.test(value) && isWithin(Number(value), MAX_INTERVAL),
  COUNT: (value) => /^\d{1,4}$/.test(value) && isWithin(Number(value), MAX_COUNT),
  UNTIL: (value) => untilOf(value) !== undefined,
  BYDAY: (value) => list(WEEKDAY).test(value),
  BYMONTHDAY: numbers(31),
  BYYEARDAY: numbers(366),
  BYWEEKNO: numbers(53),
  BYMONTH: numbers(12, false),
  BYSETPOS: numbers(366),
  WKST: (value) => /^(MO|TU|WE|TH|FR|SA|SU)$/.test(value),
};

/** The last day of a rule, in the time zone of its start, or its last instant; both as ms. */
export type Until = { readonly day: number } | { readonly instant: number };

/** UNTIL is a day, or a time in UTC. */
export function untilOf(value: string): Until | undefined {
  const { day, time } = /^(?<day>\d{8})(T(?<time>\d{6})Z)?$/.exec(value)?.groups ?? {};
  if (day === undefined) return undefined;
  const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
  const clock = `${time?.slice(0, 2) ?? '00'}:${time?.slice(2, 4) ?? '00'}:${time?.slice(4) ?? '00'}`;
  const at = Date.parse(`${date}T${clock}Z`);
  // Date.parse makes March of February 30 in some forms; the date must come out as it went in.
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(`${date}T${clock}`)) return undefined;
  return time === undefined ? { day: at } : { instant: at };
}

/** The parts of a rule by their names. */
export type RuleParts = ReadonlyMap<string, string>;

/**
 * The parts of a written rule, or what is wrong with it. Beside what is checked here, a rule may still
 * break a rule of RFC 5545 about which parts go together.
 */
export function ruleParts(text: string): { readonly parts: RuleParts } | { readonly message: string } {
  if (text.length > MAX_RULE_CHARACTERS) return { message: `must have at most ${MAX_RULE_CHARACTERS} characters` };
  const parts = new Map<string, string>();
  for (const part of text.toUpperCase().split(';')) {
    const [name = '', value, ...more] = part.split('=');
    const isPart = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    if (!isPart) return { message: `must be made of the parts ${Object.keys(PARTS).join(', ')}` };
    if (parts.has(name)) return { message: `must have ${name} once` };
    if (value === undefined || more.length > 0 || !isPart(value))
      return { message: `must have ${RULES[name] ?? name}` };
    parts.set(name, value);
  }
  if (!parts.has('FREQ')) return { message: `must have ${RULES.FREQ}` };
  if (parts.has('COUNT') && parts.has('UNTIL')) return { message: 'must not have both COUNT and UNTIL' };
  return { parts };
}

/** What each part has to be, for people. */
const RULES: Readonly<Record<string, string>> = {
  FREQ: 'FREQ=DAILY, WEEKLY, MONTHLY or YEARLY',
  INTERVAL: `an INTERVAL from 1 to ${MAX_INTERVAL}`,
  COUNT: `a COUNT from 1 to ${MAX_COUNT}`,
  UNTIL: 'an UNTIL that is a day such as 20271231 or a time in UTC such as 20271231T080000Z',
  BYDAY: 'a BYDAY of weekdays such as MO,TU or -1FR',
  BYMONTHDAY: 'a BYMONTHDAY of days from 1 to 31 or -31 to -1',
  BYYEARDAY: 'a BYYEARDAY of days from 1 to 366 or -366 to -1',
  BYWEEKNO: 'a BYWEEKNO of weeks from 1 to 53 or -53 to -1',
  BYMONTH: 'a BYMONTH of months from 1 to 12',
  BYSETPOS: 'a BYSETPOS of numbers from 1 to 366 or -366 to -1',
  WKST: 'a WKST that is a weekday such as MO',
};
