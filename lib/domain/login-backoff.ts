/** This many wrong passwords in a row cost no delay: people mistype. */
const FREE_FAILURES = 5;
const LONGEST_DELAY_MS = 15 * 60_000;

/** Failures are forgotten this long after the last one. */
export const FORGET_FAILURES_AFTER_MS = 24 * 3_600_000;

/** An address stays known for a login this long after a successful login. */
export const KNOWN_FOR_MS = 30 * 24 * 3_600_000;

/**
 * The delay before the next attempt after `failures` wrong ones in a row: none for the first five,
 * then a second, doubling up to 15 minutes. No login is locked for ever. A login that does not
 * exist is counted in the same way.
 */
export function delayAfter(failures: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(1000 * 2 ** (failures - FREE_FAILURES), LONGEST_DELAY_MS);
}
