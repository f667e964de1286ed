import { invalidInput } from '../../domain/errors.ts';

/** How far a client's clock may be ahead. A time within that counts as now. */
const CLOCK_SKEW_MS = 10_000;

/**
 * A time that is not in the future. All times are ms since 1970.
 * @param field the name of the input field that has the time
 * @throws MibError invalid_input if the time is in the future
 */
export function pastTime(field: string, time: number, now: number): number {
  if (time > now + CLOCK_SKEW_MS) throw invalidInput([{ field, message: 'must not be in the future' }]);
  return Math.min(time, now);
}
