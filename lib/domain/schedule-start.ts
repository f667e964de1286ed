import { Times } from './repetition.ts';
import type { Schedule } from './schedule.ts';

/**
 * The schedule once its next payment has started. From the write of this on, the payment cannot be
 * lost, and no change of the schedule reaches it.
 * @param txId of its transfer
 */
export function begin(schedule: Schedule, txId: string): Schedule {
  const { nextAt: due, begun, left, timing, payment } = schedule;
  if (due === undefined) throw new Error('a schedule without a next payment cannot begin one');
  const remaining = left === undefined ? undefined : left - 1;
  const nextAt = remaining === 0 || 'executeAt' in timing ? undefined : new Times(timing.repeat).after(due);
  return {
    ...schedule,
    status: nextAt === undefined ? 'DONE' : 'ACTIVE',
    nextAt,
    begun: begun + 1,
    left: nextAt === undefined ? undefined : remaining,
    starting: { number: begun + 1, dueAt: due, txId, payment },
  };
}
