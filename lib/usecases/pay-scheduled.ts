import { cancelled, isDue, OWNER_CHANGED, type Schedule, started } from '../domain/schedule.ts';
import { begin } from '../domain/schedule-start.ts';
import type { Directory } from '../store/directory.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { ScheduleKey, Schedules } from '../store/schedules.ts';
import { awaitingApproval } from './awaiting-approval.ts';
import { sideBySide } from './side-by-side.ts';
import { type Starts, start } from './transfer-runs.ts';

/** The limit for one index partition. The next minute takes the rest. */
const MAX_A_PARTITION = 250;
const CONCURRENCY = 16;
/** Two writes for each payment, so that one schedule that was missed for long leaves time for others. */
const MAX_STEPS = 100;

interface Stores {
  readonly directory: Pick<Directory, 'get'>;
  readonly journal: Pick<Journal, 'create'>;
  readonly schedules: Pick<Schedules, 'due' | 'get' | 'change'>;
  readonly transferWorkflow: Starts;
}

/** `clock`: ms since 1970; `newId`: a ULID of a time; `until`: when to begin nothing more. */
interface Options {
  readonly clock: () => number;
  readonly newId: (now: number) => string;
  readonly until: number;
}

/** How many schedules were due, how many payments started, and how late the latest of them was found. */
export interface PaidScheduled {
  readonly due: number;
  payments: number;
  readonly oldestMs: number;
  readonly failures: unknown[];
}

/**
 * Starts the payments that are due, each exactly once, those of a schedule in their order. Two runs at
 * the same time are harmless, and so is the end of a run at any step: the next one continues it.
 */
export async function payScheduled(stores: Stores, options: Options): Promise<PaidScheduled> {
  const now = options.clock();
  const due = await stores.schedules.due(now, MAX_A_PARTITION);
  const oldestMs = due.reduce((oldest, { dueAt }) => Math.max(oldest, now - dueAt), 0);
  const paid: PaidScheduled = { due: due.length, payments: 0, oldestMs, failures: [] };
  const overdueFirst = due.toSorted((a, b) => a.dueAt - b.dueAt);
  await sideBySide(CONCURRENCY, overdueFirst, async ({ key }) => {
    // A failure does not stop the others. The schedule stays due.
    await pay(stores, key, options, paid).catch((failure: unknown) => void paid.failures.push(failure));
  });
  return paid;
}

/**
 * Takes one step after the other of a schedule until nothing is due. Each is one conditional write:
 *
 * - the payment starts: from then on it cannot be lost, and its transfer has an id;
 * - its transfer is in the journal, where a transfer of that id is written once.
 */
async function pay(
  stores: Stores,
  key: ScheduleKey,
  { clock, newId, until }: Options,
  paid: PaidScheduled,
): Promise<void> {
  for (let step = 0; step < MAX_STEPS && clock() < until; step++) {
    const read = await stores.schedules.get(key);
    if (!read) return;
    const now = clock();
    const { schedule } = read;
    const { starting } = schedule;
    if (starting) {
      const { txId, payment } = starting;
      // The currency never changes, so it is that of the acceptance. The rule of approvals is that of now.
      const { currency, approval } = (await stores.directory.get(payment.fromId)) ?? {};
      const waiting = awaitingApproval({ approval }, { amount: payment.amount, askedBy: schedule.owner }, now);
      const transfer = { txId, ...payment, currency, scheduleId: schedule.scheduleId, ...waiting };
      const { created } = await stores.journal.create(transfer, now);
      if (created) await start(stores.transferWorkflow, { fromId: payment.fromId, txId });
      if (await stores.schedules.change(read, started(schedule), newId(now))) paid.payments++;
    } else if (isDue(schedule, now)) {
      await stores.schedules.change(read, await next(stores, schedule, newId(now)), newId(now));
    } else return;
  }
}

/** The owner of the schedule may have lost the wallet since. */
async function next({ directory }: Stores, schedule: Schedule, txId: string): Promise<Schedule> {
  const wallet = await directory.get(schedule.payment.fromId);
  return wallet?.owner === schedule.owner ? begin(schedule, txId) : cancelled(schedule, OWNER_CHANGED);
}
