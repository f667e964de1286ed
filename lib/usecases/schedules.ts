import { MibError } from '../domain/errors.ts';
import { cancelled, type Schedule } from '../domain/schedule.ts';
import { type Transfer, TxId } from '../domain/transfer.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { Schedules, StoredSchedule } from '../store/schedules.ts';
import { type Looks, ownWallet, readableWallet } from './owned-wallet.ts';

/** Where schedules, their wallets and their transfers are. */
export interface ScheduleStores {
  readonly directory: Looks;
  readonly schedules: Schedules;
  readonly journal: Pick<Journal, 'byWallets'>;
}

/** A schedule of a wallet, and the user who asks for it. */
export interface OfSchedule {
  readonly userId: string;
  readonly walletId: string;
  readonly scheduleId: string;
}

/** Schedules with the transfers of their last payments, by the transfers' ids. */
export interface WithTransfers<T> {
  readonly found: T;
  readonly transfers: ReadonlyMap<string, Transfer>;
}

/** Each failed attempt is another change, or the start of a payment, that was written meanwhile. */
const ATTEMPTS = 10;

/**
 * A page of the schedules of a wallet, with the last transfer of each.
 * @throws MibError wallet_not_found
 */
export async function listSchedules(
  { directory, schedules, journal }: ScheduleStores,
  {
    userId,
    walletId,
    page,
  }: { userId: string; walletId: string; page: { limit: number; before?: string | undefined } },
): Promise<WithTransfers<Schedule[]> & { next: string | undefined }> {
  const { owner } = await readableWallet(directory, userId, walletId);
  const { schedules: found, next } = await schedules.page({ walletId, owner }, page);
  const latest = found.map((one) => ({ ...one, recent: one.starting ? [] : one.recent.slice(-1) }));
  return { ...(await withTransfers(journal, walletId, latest)), next };
}

/**
 * One schedule, with the transfers of its last payments.
 * @throws MibError wallet_not_found, schedule_not_found
 */
export async function findSchedule(stores: ScheduleStores, of: OfSchedule): Promise<WithTransfers<Schedule>> {
  const { owner } = await readableWallet(stores.directory, of.userId, of.walletId);
  return withOwnTransfers(stores, of.walletId, (await scheduleOf(stores, owner, of)).schedule);
}

/**
 * Cancels the payments to come. One that has started goes on.
 * @throws MibError wallet_not_found, schedule_not_found, already_started, already_cancelled,
 *   unavailable if others change it all the time
 */
export function cancelSchedule(
  stores: ScheduleStores,
  of: OfSchedule,
  { id }: { id: string },
): Promise<WithTransfers<Schedule>> {
  return writeSchedule(stores, of, id, (schedule) => cancelled(schedule));
}

/**
 * Writes what a change makes of a schedule, again if it was written meanwhile.
 * @param changeId unique to the change
 * @throws MibError wallet_not_found, schedule_not_found, unavailable, and what the change throws
 */
export async function writeSchedule(
  stores: ScheduleStores,
  of: OfSchedule,
  changeId: string,
  change: (schedule: Schedule) => Schedule,
): Promise<WithTransfers<Schedule>> {
  await ownWallet(stores.directory, of.userId, of.walletId);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const read = await scheduleOf(stores, of.userId, of);
    const after = change(read.schedule);
    if (await stores.schedules.change(read, after, changeId)) return withOwnTransfers(stores, of.walletId, after);
  }
  throw new MibError('unavailable');
}

/** @throws MibError schedule_not_found for a missing schedule, one of a former owner, and a malformed id */
async function scheduleOf(
  { schedules }: ScheduleStores,
  owner: string,
  { walletId, scheduleId }: OfSchedule,
): Promise<StoredSchedule> {
  const isId = TxId.safeParse(scheduleId).success;
  const read = isId ? await schedules.get({ from_id: walletId, schedule_id: scheduleId }) : undefined;
  if (read?.schedule.owner !== owner) throw new MibError('schedule_not_found');
  return read;
}

async function withOwnTransfers(
  { journal }: ScheduleStores,
  walletId: string,
  schedule: Schedule,
): Promise<WithTransfers<Schedule>> {
  return { ...(await withTransfers(journal, walletId, [schedule])), found: schedule };
}

async function withTransfers(
  journal: ScheduleStores['journal'],
  walletId: string,
  found: Schedule[],
): Promise<WithTransfers<Schedule[]>> {
  const payments = found.flatMap(({ recent, starting }) => [...recent, ...(starting ? [starting] : [])]);
  const transfers = await journal.byWallets(new Map(payments.map(({ txId }) => [txId, walletId])));
  return { found, transfers };
}
