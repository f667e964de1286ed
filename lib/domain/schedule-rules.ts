import * as z from 'zod/mini';
import { Amount } from './amount.ts';
import { doc } from './doc.ts';
import { isTimeZone } from './local-time.ts';
import { MetadataChange } from './metadata-rules.ts';
import { MAX_COUNT, MAX_INTERVAL, MAX_RULE_CHARACTERS, ruleParts } from './recurrence-rule.ts';
import { Timestamp } from './timestamp.ts';
import { PayerNote, Reference } from './transfer-texts.ts';

const START_RULE = 'must be a local time such as 2026-12-01T09:00:00, without an offset';

export const ExecuteAt = doc(
  Timestamp,
  'When the transfer is due, with an offset (RFC 3339), up to a year ahead. It starts within about a minute.',
  '2027-01-15T09:00:00+01:00',
  { format: 'date-time' },
);

const Rule = z.string({ error: 'must be a string' }).check(
  z.check<string>(({ value, issues }) => {
    const checked = ruleParts(value);
    if ('message' in checked) issues.push({ code: 'custom', message: checked.message, input: value });
  }),
  z.meta({
    description: `A recurrence rule (RFC 5545), such as FREQ=MONTHLY;BYMONTHDAY=-1. FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, INTERVAL at most ${MAX_INTERVAL}, COUNT at most ${MAX_COUNT}. UNTIL is a day of the time zone or a time in UTC. It has no BYHOUR, BYMINUTE and BYSECOND: all payments are due at the time of day of the start. A day that a month does not have is no date of the rule.`,
    example: 'FREQ=MONTHLY',
    minLength: 1,
    maxLength: MAX_RULE_CHARACTERS,
  }),
);

const Start = doc(
  z.pipe(
    z.string({ error: START_RULE }).check(
      z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/, START_RULE),
      z.refine((text) => isLocalTime(withSeconds(text)), START_RULE),
    ),
    z.transform(withSeconds),
  ),
  'The local time from which on the rule counts, up to a year ahead. The first payment is due at the first time of the rule from then on. Its time of day is that of every payment.',
  '2026-12-01T09:00:00',
);

const TimeZone = doc(
  z
    .string({ error: 'must be a string' })
    .check(z.refine(isTimeZone, 'must be a time zone of the IANA, such as Europe/Berlin')),
  'The time zone of the start (IANA). The payments keep their local time when the clocks change. A local time that the clocks skip is taken by the offset before the change, and the first of two is taken.',
  'Europe/Berlin',
);

const error = { error: 'must be an object with rrule, start and time_zone' };
/** When payments repeat. */
export const Repeat = z.pipe(
  z.strictObject({ rrule: Rule, start: Start, time_zone: TimeZone }, error),
  z.transform(({ rrule, start, time_zone }) => ({ rrule: rrule.toUpperCase(), start, timeZone: time_zone })),
);
const RepeatChange = z.pipe(
  z.strictObject({ rrule: z.optional(Rule), start: z.optional(Start), time_zone: z.optional(TimeZone) }, error),
  z.transform(({ rrule, start, time_zone }) => ({ rrule: rrule?.toUpperCase(), start, timeZone: time_zone })),
);

/** A change of the payments to come, as a JSON Merge Patch (RFC 7396). */
export const ScheduleChangeBody = z.pipe(
  z.strictObject({
    amount: z.optional(Amount),
    reference: z.optional(z.nullable(Reference)),
    note: z.optional(z.nullable(PayerNote)),
    metadata: z.optional(MetadataChange),
    execute_at: z.optional(ExecuteAt),
    repeat: doc(z.optional(RepeatChange), 'The rule begins anew. Without `start` it goes on from the next payment.'),
  }),
  z.transform(({ amount, reference, note, metadata, execute_at, repeat }) => {
    return { amount, reference, payerNote: note, metadata, executeAt: execute_at, repeat };
  }),
);

function withSeconds(text: string): string {
  return text.length === 16 ? `${text}:00` : text;
}

/** Whether a day and a time of day exist: Date.parse makes March of February 30. */
function isLocalTime(text: string): boolean {
  const at = Date.parse(`${text}Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
