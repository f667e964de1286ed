/** This many wrong passwords in a row cost no waiting: people mistype. */
const FREE_FAILURES = 5;
const LONGEST_DELAY_MS = 15 * 60_000;

/** Failures are forgotten this long after the last one. */
export const FORGET_FAILURES_AFTER_MS = 24 * 3_600_000;

/** An address from which a login has succeeded is known for it so long. */
export const KNOWN_FOR_MS = 30 * 24 * 3_600_000;

/**
 * How long the next attempt has to wait after `failures` wrong ones in a row: nothing for the first five, then a second, doubling up
 * to 15 minutes. It never locks for ever, and counts a login that does not exist just the same.
 */
export function delayAfter(failures: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(1000 * 2 ** (failures - FREE_FAILURES), LONGEST_DELAY_MS);
}
