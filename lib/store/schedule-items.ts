import * as z from 'zod/mini';
import { inCurrency } from '../domain/currency.ts';
import { unfinishedPartition } from '../domain/retry-schedule.ts';
import { dueAt, type Payment, type Schedule, type StartedPayment, type Timing } from '../domain/schedule.ts';
import { SafeNumber } from './items.ts';
import { StoredMetadata, storedMetadata } from './metadata-items.ts';
import { creditAttributes, creditsIn, storedCredits } from './stored-credits.ts';
import { unfinishedAttributes } from './unfinished-index.ts';

/** The key of a schedule. The partition is the wallet that pays. */
export const ScheduleKey = z.object({ from_id: z.string(), schedule_id: z.string() });
export type ScheduleKey = z.infer<typeof ScheduleKey>;

const StoredPayment = z.object({
  amount: z.bigint(),
  currency: z.optional(z.string()),
  ...creditAttributes,
  reference: z.optional(z.string()),
  payer_note: z.optional(z.string()),
  metadata: z.optional(StoredMetadata),
});
const Started = z.object({ number: SafeNumber, due_at: SafeNumber, tx_id: z.string() });
const Repeat = z.object({ rrule: z.string(), start: z.string(), time_zone: z.string() });

const Stored = z.extend(ScheduleKey, {
  owner: z.string(),
  payment: StoredPayment,
  execute_at: z.optional(SafeNumber),
  repeat: z.optional(Repeat),
  status: z.enum(['ACTIVE', 'DONE', 'CANCELLED']),
  status_note: z.optional(z.string()),
  created_at: SafeNumber,
  next_at: z.optional(SafeNumber),
  begun: SafeNumber,
  left: z.optional(SafeNumber),
  starting: z.optional(z.extend(Started, { payment: StoredPayment })),
  recent: z.array(Started),
  version: SafeNumber,
});

/** A schedule as it was read: a write of it compares the version. */
export interface StoredSchedule {
  readonly schedule: Schedule;
  readonly version: number;
}

export const ScheduleItem = z.pipe(
  Stored,
  z.transform(({ from_id, version, ...item }): StoredSchedule => {
    const { starting } = item;
    return {
      version,
      schedule: {
        scheduleId: item.schedule_id,
        owner: item.owner,
        payment: paymentIn(from_id, item.payment),
        timing: timingIn(item),
        status: item.status,
        ...(item.status_note !== undefined && { statusNote: item.status_note }),
        createdAt: item.created_at,
        ...(item.next_at !== undefined && { nextAt: item.next_at }),
        begun: item.begun,
        ...(item.left !== undefined && { left: item.left }),
        ...(starting && { starting: { ...startedIn(starting), payment: paymentIn(from_id, starting.payment) } }),
        recent: item.recent.map(startedIn),
      },
    };
  }),
);

function paymentIn(fromId: string, stored: z.infer<typeof StoredPayment>): Payment {
  return {
    fromId,
    amount: stored.amount,
    credits: creditsIn(stored),
    ...inCurrency(stored.currency),
    ...(stored.reference !== undefined && { reference: stored.reference }),
    ...(stored.payer_note !== undefined && { payerNote: stored.payer_note }),
    ...(stored.metadata !== undefined && { metadata: stored.metadata }),
  };
}

function timingIn({ execute_at, repeat }: Pick<z.infer<typeof Stored>, 'execute_at' | 'repeat'>): Timing {
  if (repeat) return { repeat: { rrule: repeat.rrule, start: repeat.start, timeZone: repeat.time_zone } };
  if (execute_at === undefined) throw new Error('a schedule has neither a time nor a rule');
  return { executeAt: execute_at };
}

function startedIn({ number, due_at, tx_id }: z.infer<typeof Started>): StartedPayment {
  return { number, dueAt: due_at, txId: tx_id };
}

/** The item of a schedule. It is in the index `open` while something of it is due or to come. */
export function scheduleItem(schedule: Schedule, version: number, changeId: string): Record<string, unknown> {
  const { scheduleId, payment, timing, starting } = schedule;
  const due = dueAt(schedule);
  return {
    from_id: payment.fromId,
    schedule_id: scheduleId,
    owner: schedule.owner,
    payment: storedPayment(payment),
    ...('executeAt' in timing
      ? { execute_at: timing.executeAt }
      : { repeat: { rrule: timing.repeat.rrule, start: timing.repeat.start, time_zone: timing.repeat.timeZone } }),
    status: schedule.status,
    status_note: schedule.statusNote,
    created_at: schedule.createdAt,
    next_at: schedule.nextAt,
    begun: schedule.begun,
    left: schedule.left,
    starting: starting && { ...storedStart(starting), payment: storedPayment(starting.payment) },
    recent: schedule.recent.map(storedStart),
    version,
    changed_by: changeId,
    ...(due !== undefined && unfinishedAttributes(unfinishedPartition(scheduleId), due)),
  };
}

function storedPayment(payment: Payment): Record<string, unknown> {
  const { amount, currency, reference, payerNote, metadata } = payment;
  return {
    amount,
    ...storedCredits(payment),
    currency,
    reference,
    payer_note: payerNote,
    metadata: storedMetadata(metadata),
  };
}

function storedStart({ number, dueAt, txId }: StartedPayment): Record<string, unknown> {
  return { number, due_at: dueAt, tx_id: txId };
}
