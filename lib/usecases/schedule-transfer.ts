import { inCurrency } from '../domain/currency.ts';
import { MibError } from '../domain/errors.ts';
import { canonicalMetadata } from '../domain/metadata.ts';
import type { Payment, Schedule, Timing } from '../domain/schedule.ts';
import { newSchedule } from '../domain/schedule-changes.ts';
import { initiationOf } from '../domain/transfer.ts';
import type { IdempotencyKeys } from '../store/idempotency.ts';
import type { SchedulePlaces } from '../store/schedule-places.ts';
import type { Schedules } from '../store/schedules.ts';
import { earlierOf, idempotently, type Repeatable } from './idempotently.ts';
import { type Looks, ownWallet } from './owned-wallet.ts';

interface Stores {
  readonly directory: Looks;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly places: SchedulePlaces;
  readonly schedules: Schedules;
}

/** A user's request to schedule transfers. */
export interface ScheduleRequest {
  readonly userId: string;
  readonly payment: Payment;
  readonly timing: Timing;
  readonly idempotencyKey: string | undefined;
}

/** A request ends after ten seconds. An older place without a schedule is from one that died. */
const ABANDONED_AFTER_MS = 60_000;

/**
 * Schedules transfers. A request repeated under its key gets the schedule as it is by then.
 * @param fresh `now`: ms since 1970; `scheduleId`: a ULID of `now`
 * @throws MibError wallet_not_found, invalid_input, idempotency_key_reused, too_many_schedules
 */
export async function scheduleTransfer(
  stores: Stores,
  request: ScheduleRequest,
  fresh: { now: number; scheduleId: string },
): Promise<Schedule> {
  const { userId, payment, timing } = request;
  const { fromId } = payment;
  const { currency } = await ownWallet(stores.directory, userId, fromId);
  const scheduleId = await idempotently(stores.idempotencyKeys, repeatableOf(request), fresh.scheduleId, fresh.now);
  if (scheduleId !== fresh.scheduleId) {
    // Its time may have passed since the first request.
    const standing = await stores.schedules.get({ from_id: fromId, schedule_id: scheduleId });
    if (standing) return standing.schedule;
  }
  const asked = { scheduleId, owner: userId, payment: { ...payment, ...inCurrency(currency) }, timing };
  const schedule = newSchedule(asked, fresh.now);
  if (!(await takePlace(stores, fromId, scheduleId, fresh.now))) throw new MibError('too_many_schedules');
  return stores.schedules.create(schedule);
}

/**
 * Whether nothing new comes of a request: an earlier one with its key has scheduled its transfers, or was
 * another, for which this one is refused.
 * @param now ms since 1970: that of the request, because a key is forgotten after a day
 */
export async function isRepeatedSchedule(
  { idempotencyKeys, schedules }: Pick<Stores, 'idempotencyKeys' | 'schedules'>,
  request: ScheduleRequest,
  now: number,
): Promise<boolean> {
  const earlier = await earlierOf(idempotencyKeys, repeatableOf(request), now);
  if (!earlier || earlier === 'another') return earlier !== undefined;
  const key = { from_id: request.payment.fromId, schedule_id: earlier.id };
  return (await schedules.get(key)) !== undefined;
}

function repeatableOf({ userId, idempotencyKey: key, payment, timing }: ScheduleRequest): Repeatable {
  return { userId, key, route: 'schedule_transfer', fields: askedFor(payment, timing) };
}

/** What a request asks for. A repeated key is compared by it. */
function askedFor(payment: Payment, timing: Timing): Record<string, string | undefined> {
  const { fromId, credits, reference, payerNote } = payment;
  return {
    from_id: fromId,
    to: credits.map(({ toId, amount }) => `${toId}:${amount}`).join(' '),
    reference,
    note: payerNote,
    metadata: payment.metadata && canonicalMetadata(payment.metadata),
    ...('executeAt' in timing
      ? { execute_at: String(timing.executeAt) }
      : { rrule: timing.repeat.rrule, start: timing.repeat.start, time_zone: timing.repeat.timeZone }),
  };
}

/** Takes a place of the wallet. If none is free, those of schedules that are over are given back first. */
async function takePlace({ places }: Stores, walletId: string, scheduleId: string, now: number): Promise<boolean> {
  const taken = await places.take(walletId, scheduleId);
  if ('taken' in taken) return true;
  const statuses = await places.statuses(walletId, taken.by);
  const over = taken.by.filter((id) => {
    const status = statuses.get(id);
    return status === undefined ? initiationOf(id) < now - ABANDONED_AFTER_MS : status !== 'ACTIVE';
  });
  if (over.length === 0) return false;
  await places.giveBack(walletId, over);
  return 'taken' in (await places.take(walletId, scheduleId));
}
