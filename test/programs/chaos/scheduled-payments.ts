import { ScheduledTransfer } from '../../../lib/api/scheduled-transfer.ts';
import type { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import { sideBySide } from '../../support/environment/side-by-side.ts';
import type { Random } from '../../support/random.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import type { History } from './history.ts';
import { type TransferRequest, totalOf } from './orders.ts';
import type { Account, Client, People } from './people.ts';
import { insist } from './public-api.ts';

/** A payment that was scheduled. Its accepted TxIDs are those that the schedule names at the end. */
export interface Scheduled extends TransferRequest {
  readonly scheduleId: string;
  /** ms since 1970 */
  readonly dueAt: number;
  /** Whether its owner was told that it is cancelled, before it was due. */
  readonly isCancelled: boolean;
}

const PAYMENTS = 20;
const CANCELLED = 3;
const CONCURRENCY = 5;
/** All are due after the last of them is scheduled, and while the faults last. */
const FIRST_MS = 30_000;

/** Schedules payments that are due during the faults: half of them once, half of them each day. */
export async function schedulePayments(
  client: Client,
  {
    people,
    random,
    overMs,
    history,
  }: { people: People; random: Random; overMs: number; history: Pick<History, 'asked'> },
  giveUp: AbortSignal,
): Promise<Scheduled[]> {
  const now = Date.now();
  const drawn = Array.from({ length: PAYMENTS }, (_, n) => {
    const payer = pick(people, random);
    const toId = pick(people, random, payer).walletId;
    // A local time of a rule has no milliseconds.
    const dueAt = 1_000 * Math.ceil((now + random.between(FIRST_MS, Math.max(FIRST_MS, overMs))) / 1_000);
    return { n, payer, toId, dueAt, amount: BigInt(random.between(1, 20)) };
  });
  const made: Scheduled[] = [];
  await sideBySide(CONCURRENCY, drawn, async ({ n, payer, toId, dueAt, amount }) => {
    const at = new Date(dueAt).toISOString();
    const repeat = { rrule: 'FREQ=DAILY;COUNT=3', start: at.slice(0, 19), time_zone: 'Etc/UTC' };
    const timing = n % 2 === 0 ? { execute_at: at } : { repeat };
    const body = { from_id: payer.walletId, to_id: toId, amount: amount.toString(), ...timing };
    const key = `scheduled-${n}`;
    const isCancelled = n < CANCELLED;
    const { ScheduleID: scheduleId } = read(await insist(() => client.schedule(payer.owner, body, key), giveUp));
    if (isCancelled) await insist(() => client.cancelSchedule(payer.owner, payer.walletId, scheduleId), giveUp);
    const order = { kind: 'scheduled' as const, payer, credits: [{ toId, amount }], key, senders: 1 };
    const scheduled = { ...order, accepted: new Set<string>(), scheduleId, dueAt, isCancelled };
    history.asked(scheduled);
    made.push(scheduled);
  });
  return made;
}

/** Learns from each schedule which payments it has made. */
export async function learnPayments(client: Client, all: readonly Scheduled[], giveUp: AbortSignal): Promise<void> {
  await sideBySide(CONCURRENCY, all, async ({ payer, scheduleId, accepted }) => {
    const response = await insist(() => client.scheduled(payer.owner, payer.walletId, scheduleId), giveUp);
    for (const { TxID } of read(response).payments) accepted.add(TxID);
  });
}

/** What is wrong with the payments of schedules: each one that is due happens once, and no other does. */
export function brokenSchedules(
  all: readonly Scheduled[],
  transfers: ReadonlyMap<string, TransactionDetail>,
): string[] {
  const bySchedule = Map.groupBy(transfers.values(), ({ schedule_id }) => schedule_id);
  return all.flatMap((one) => {
    const { scheduleId, isCancelled, dueAt, accepted, payer, credits } = one;
    const made = bySchedule.get(scheduleId) ?? [];
    const expected = isCancelled ? 0 : 1;
    if (made.length !== expected) return [`schedule ${scheduleId} has made ${made.length} of ${expected} payments`];
    return made.flatMap(({ TxID, from_id, to_id, amount, initiated_at }) => [
      ...(accepted.has(TxID) ? [] : [`schedule ${scheduleId} does not list its payment ${TxID}`]),
      ...(Date.parse(initiated_at) >= dueAt ? [] : [`payment ${TxID} of schedule ${scheduleId} is too early`]),
      ...(from_id === payer.walletId && to_id === credits[0]?.toId && amount === `-${totalOf(one)}`
        ? []
        : [`payment ${TxID} of schedule ${scheduleId} is another one`]),
    ]);
  });
}

function pick({ wallets }: People, random: Random, but?: Account): Account {
  const others = wallets.filter(
    (account) => account !== but && (but === undefined || account.currency === but.currency),
  );
  const picked = others[random.between(0, others.length - 1)];
  if (!picked) throw new Error('there is no other wallet');
  return picked;
}

function read(response: ApiResponse | undefined): ScheduledTransfer {
  const { success, data } = ScheduledTransfer.safeParse(response?.body);
  if (!success) throw new Error(`not a schedule: ${response?.status} ${response?.text}`);
  return data;
}
