import { RRuleTemporal } from 'rrule-temporal';
import { type Clock, clockOf } from './local-time.ts';
import { type RuleParts, ruleParts, untilOf } from './recurrence-rule.ts';

/** When something repeats: a rule of RFC 5545, from a local time in a time zone on. */
export interface Repetition {
  readonly rrule: string;
  /** A local time: the first that is possible, and the time of day of all. `2026-12-01T09:00:00` */
  readonly start: string;
  /** A name of the IANA. */
  readonly timeZone: string;
}

const DAY_MS = 86_400_000;
/**
 * A rule without a time within ten years is over, such as one of every February 30. What comes after
 * 400 years is the same again, so ten years are a bound of the work and not of any sensible rule.
 */
const HORIZON_MS = 3_653 * DAY_MS;
/** The most periods and dates that are looked at for one time. It takes below 0.1 s. */
const BOUNDS = { maxIterations: 3_000, maxCandidateEvaluations: 40_000 };

/**
 * The times of a repetition. The library counts days on a calendar without time zones, and a clock
 * turns what it shows into a time. So a day on which the clock skips the time of a payment has its
 * payment, too.
 */
export class Times {
  readonly #rule: RRuleTemporal;
  readonly #clock: Clock;
  readonly #last: number;
  /** How many times it has in all, if the rule says so. Its payments are counted as they begin. */
  readonly count: number | undefined;

  /** @throws SyntaxError if the rule breaks a rule of RFC 5545 */
  constructor({ rrule, start, timeZone }: Repetition) {
    const checked = ruleParts(rrule);
    if (!('parts' in checked)) throw new SyntaxError(checked.message);
    this.#rule = ruleOf(checked.parts, start);
    this.#clock = clockOf(timeZone);
    this.#last = lastLocal(checked.parts.get('UNTIL'), this.#clock);
    const count = checked.parts.get('COUNT');
    this.count = count === undefined ? undefined : Number(count);
  }

  /**
   * The first time after another one, whatever COUNT says.
   * @param after ms since 1970
   * @returns ms since 1970; undefined if there is none within ten years
   */
  after(after: number): number | undefined {
    // A change of the clock moves a time by less than a day.
    for (let local = this.#next(this.#clock.shown(after) - DAY_MS); local; local = this.#next(local)) {
      const at = this.#clock.showing(local);
      if (at > after) return at - after <= HORIZON_MS ? at : undefined;
    }
    return undefined;
  }

  /** What the clock of the repetition shows at a time, as its start is written. */
  shown(at: number): string {
    return new Date(this.#clock.shown(at)).toISOString().slice(0, 19);
  }

  #next(local: number): number | undefined {
    const next = within(() => this.#rule.next(new Date(local))?.epochMilliseconds);
    return next !== undefined && next <= this.#last ? next : undefined;
  }
}

/** What the library finds within the bounds. Beyond them there is nothing. */
function within<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof Error && /^Maximum (iterations|candidate evaluations) /.test(error.message)) return undefined;
    throw error;
  }
}

/**
 * The rule on a calendar without time zones, and without its end. UNTIL may be an instant. With COUNT
 * every time from the first on would be looked for again.
 */
function ruleOf(parts: RuleParts, start: string): RRuleTemporal {
  const endless = [...parts].filter(([name]) => name !== 'UNTIL' && name !== 'COUNT');
  const rule = endless.map(([name, value]) => `${name}=${value}`).join(';');
  const dtstart = start.replaceAll(/[-:]/g, '');
  try {
    return new RRuleTemporal({
      rruleString: `DTSTART:${dtstart}Z\nRRULE:${rule}`,
      strict: true,
      cache: false,
      ...BOUNDS,
    });
  } catch (error) {
    throw new SyntaxError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The last local time of a rule. A day counts as a whole. */
function lastLocal(text: string | undefined, clock: Clock): number {
  const until = text === undefined ? undefined : untilOf(text);
  if (!until) return Number.POSITIVE_INFINITY;
  return 'day' in until ? until.day + DAY_MS - 1 : clock.shown(until.instant);
}
