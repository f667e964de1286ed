import { invalidInput } from './errors.ts';
import { afterChange, type MetadataChange, metadataProblem } from './metadata.ts';
import { type Repetition, Times } from './repetition.ts';
import { assertActive, type Payment, type Schedule, type Timing } from './schedule.ts';

const DAY_MS = 86_400_000;
/** A payment is due a year ahead at most; a year may have 366 days. */
const YEAR_MS = 366 * DAY_MS;
const NOT_AHEAD = 'must be in the future, and at most a year ahead';

/** A new schedule. @throws MibError invalid_input if its first payment is not within a year */
export function newSchedule(
  fields: Pick<Schedule, 'scheduleId' | 'owner' | 'payment' | 'timing'>,
  now: number,
): Schedule {
  return { ...fields, ...timed(fields.timing, now), status: 'ACTIVE', createdAt: now, begun: 0, recent: [] };
}

/** When the first payment is due, and how many there are. @throws MibError invalid_input */
function timed(timing: Timing, now: number): Pick<Schedule, 'timing' | 'nextAt' | 'left'> {
  if ('executeAt' in timing) {
    if (!isAhead(timing.executeAt, now)) throw problemOf('execute_at', NOT_AHEAD);
    return { timing, nextAt: timing.executeAt, left: 1 };
  }
  const times = timesOf(timing.repeat);
  const start = Date.parse(`${timing.repeat.start}Z`);
  // The start is a time of a clock: a day of tolerance is for its zone.
  if (start < now - 86_400_000 || start > now + YEAR_MS + 86_400_000) throw problemOf('repeat.start', NOT_AHEAD);
  const nextAt = times.after(now);
  if (nextAt === undefined) throw problemOf('repeat.rrule', 'has no time after now');
  if (!isAhead(nextAt, now)) throw problemOf('repeat.rrule', 'must have its first time within a year');
  return { timing, nextAt, left: times.count };
}

/** @throws MibError invalid_input if the rule breaks a rule of RFC 5545 */
function timesOf(repeat: Repetition): Times {
  try {
    return new Times(repeat);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidInput([{ field: 'repeat.rrule', message: `breaks RFC 5545: ${error.message}` }]);
  }
}

function isAhead(at: number, now: number): boolean {
  return at > now && at <= now + YEAR_MS;
}

/** A change of a schedule: null removes, and what is absent stays. */
export interface ScheduleChange {
  readonly amount?: bigint | undefined;
  readonly reference?: string | null | undefined;
  readonly payerNote?: string | null | undefined;
  readonly metadata?: MetadataChange | undefined;
  readonly executeAt?: number | undefined;
  readonly repeat?: { readonly [Field in keyof Repetition]?: Repetition[Field] | undefined } | undefined;
}

/**
 * The schedule after a change of the payments to come. A new time or rule begins anew: without a start
 * of its own a rule goes on from the next payment.
 * @throws MibError already_cancelled, already_started, invalid_input
 */
export function changed(schedule: Schedule, change: ScheduleChange, now: number): Schedule {
  assertActive(schedule);
  const timing = timingAfter(schedule, change);
  const payment = paymentAfter(schedule.payment, change);
  return { ...schedule, payment, ...(timing && timed(timing, now)) };
}

function timingAfter({ timing, nextAt = 0 }: Schedule, { executeAt, repeat }: ScheduleChange): Timing | undefined {
  if (executeAt !== undefined) {
    if (!('executeAt' in timing)) throw problemOf('execute_at', 'must not be given: this schedule repeats');
    return { executeAt };
  }
  if (!repeat) return undefined;
  if (!('repeat' in timing)) throw problemOf('repeat', 'must not be given: this schedule pays once');
  const { rrule = timing.repeat.rrule, timeZone = timing.repeat.timeZone } = repeat;
  const start = repeat.start ?? timesOf(timing.repeat).shown(nextAt);
  return { repeat: { rrule, start, timeZone } };
}

function paymentAfter(payment: Payment, { amount, reference, payerNote, metadata }: ScheduleChange): Payment {
  return {
    ...payment,
    ...(amount !== undefined && withAmount(payment, amount)),
    ...(reference !== undefined && { reference: reference ?? undefined }),
    ...(payerNote !== undefined && { payerNote: payerNote ?? undefined }),
    ...(metadata !== undefined && { metadata: metadataAfter(payment, metadata) }),
  };
}

function withAmount({ credits }: Payment, amount: bigint): Pick<Payment, 'amount' | 'credits'> {
  const [credit, ...more] = credits;
  if (!credit || more.length > 0) throw problemOf('amount', 'must not be given: this schedule has several payees');
  return { amount, credits: [{ ...credit, amount }] };
}

function metadataAfter({ metadata = {} }: Payment, change: MetadataChange): Payment['metadata'] {
  const after = afterChange(metadata, change);
  const message = metadataProblem(after);
  if (message !== undefined) throw problemOf('metadata', `${message} after the change`);
  return Object.keys(after).length > 0 ? after : undefined;
}

function problemOf(field: string, message: string) {
  return invalidInput([{ field, message }]);
}
