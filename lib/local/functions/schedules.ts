import type { Tasks } from '../aws/step-functions/tasks.ts';
import type { OfflineService } from '../template/offline-service.ts';

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
const RATE = /^rate\((?<count>\d+) (?<unit>minute|hour|day)s?\)$/;

/**
 * Calls the functions that a schedule calls in the cloud, for the first time after one interval.
 * @param say takes a line about each call that fails
 * @throws Error if a schedule is no rate
 */
export function startSchedules({ functions }: OfflineService, invoke: Tasks['invoke'], say: (line: string) => void) {
  for (const { name, events } of Object.values(functions)) {
    for (const { schedule } of events) {
      const call = () => void invoke(name, {}).catch((error: unknown) => say(`${name}, by its schedule: ${error}`));
      setInterval(call, intervalMs(schedule)).unref();
    }
  }
}

/** @throws Error if the schedule is no rate */
export function intervalMs(schedule: string): number {
  const { count, unit } = RATE.exec(schedule)?.groups ?? {};
  const unitMs = Object.entries(UNIT_MS).find(([name]) => name === unit)?.[1];
  if (unitMs === undefined)
    throw new Error(`the schedule ${schedule} is not rate(N minutes), rate(N hours) or rate(N days)`);
  return Number(count) * unitMs;
}
