import type { Schedule } from '../domain/schedule.ts';
import { changed, type ScheduleChange } from '../domain/schedule-changes.ts';
import { type OfSchedule, type ScheduleStores, type WithTransfers, writeSchedule } from './schedules.ts';

/**
 * Changes the payments to come.
 * @param change `id`: unique to the change; `now`: ms since 1970
 * @throws MibError wallet_not_found, schedule_not_found, invalid_input, already_started,
 *   already_cancelled, unavailable if others change it all the time
 */
export function changeSchedule(
  stores: ScheduleStores,
  of: OfSchedule & { change: ScheduleChange },
  { id, now }: { id: string; now: number },
): Promise<WithTransfers<Schedule>> {
  return writeSchedule(stores, of, id, (schedule) => changed(schedule, of.change, now));
}
