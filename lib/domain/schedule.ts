import { MibError } from './errors.ts';
import type { Repetition } from './repetition.ts';
import type { Transfer } from './transfer.ts';

/** ACTIVE: payments are to come. DONE: all have started. CANCELLED: no other starts. */
export type ScheduleStatus = 'ACTIVE' | 'DONE' | 'CANCELLED';

/** What each payment of a schedule transfers. */
export type Payment = Pick<
  Transfer,
  'fromId' | 'amount' | 'credits' | 'currency' | 'reference' | 'payerNote' | 'metadata'
>;

/** When the payments of a schedule are due: once, in ms since 1970, or by a rule. */
export type Timing = { readonly executeAt: number } | { readonly repeat: Repetition };

/** A payment that has started. Its transfer is in the journal, or will be: see `starting`. */
export interface StartedPayment {
  /** From 1 on. */
  readonly number: number;
  /** ms since 1970 */
  readonly dueAt: number;
  readonly txId: string;
}

/** Transfers to make at set times. */
export interface Schedule {
  readonly scheduleId: string;
  /** The user who made it. They must own the wallet whenever a payment starts. */
  readonly owner: string;
  readonly payment: Payment;
  readonly timing: Timing;
  readonly status: ScheduleStatus;
  /** Why it was cancelled, if its owner did not. */
  readonly statusNote?: string | undefined;
  /** ms since 1970 */
  readonly createdAt: number;
  /** When the next payment is due, in ms since 1970. An ACTIVE schedule has it. */
  readonly nextAt?: number | undefined;
  /** How many payments have started. */
  readonly begun: number;
  /** How many are to come, if the rule counts them. */
  readonly left?: number | undefined;
  /**
   * A payment that has started, with what it transfers, until its transfer is known to be in the
   * journal. No change of the schedule changes it.
   */
  readonly starting?: (StartedPayment & { readonly payment: Payment }) | undefined;
  /** The last payments that have started, oldest first. */
  readonly recent: readonly StartedPayment[];
}

/** How many payments a schedule remembers. The others are in the journal. */
export const RECENT_PAYMENTS = 10;

export const OWNER_CHANGED = 'the wallet has another owner';

/**
 * What keeps a schedule in the index of what is due: a payment whose transfer may be missing, or the
 * next one.
 */
export function dueAt({ starting, status, nextAt }: Schedule): number | undefined {
  return starting?.dueAt ?? (status === 'ACTIVE' ? nextAt : undefined);
}

/** Whether the next payment is due, and the one before is in the journal. */
export function isDue({ starting, status, nextAt }: Schedule, now: number): boolean {
  return !starting && status === 'ACTIVE' && nextAt !== undefined && nextAt <= now;
}

/** The schedule once the transfer of the payment that has started is in the journal. */
export function started(schedule: Schedule): Schedule {
  const { starting, recent } = schedule;
  if (!starting) return schedule;
  const { number, dueAt, txId } = starting;
  return { ...schedule, starting: undefined, recent: [...recent, { number, dueAt, txId }].slice(-RECENT_PAYMENTS) };
}

/**
 * The schedule without any further payment. One that has started goes on.
 * @throws MibError already_cancelled, already_started if all payments have started
 */
export function cancelled(schedule: Schedule, statusNote?: string): Schedule {
  assertActive(schedule);
  return { ...schedule, status: 'CANCELLED', statusNote, nextAt: undefined, left: undefined };
}

/** @throws MibError already_cancelled, already_started */
export function assertActive({ status }: Schedule): void {
  if (status === 'CANCELLED') throw new MibError('already_cancelled');
  if (status === 'DONE') throw new MibError('already_started');
}
