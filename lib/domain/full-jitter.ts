/** The bounds of the pauses between attempts, in ms. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * The pause before the next attempt, in ms: a random part of a bound that doubles with each
 * failure. So clients that failed together do not come back together ("full jitter",
 * https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/).
 * @param failures so far, from 1
 * @param random from 0 to below 1
 */
export function pauseAfter(failures: number, { firstMs, longestMs }: Backoff, random: number): number {
  // 2 ** 50 is beyond every bound, and still a whole number.
  return Math.ceil(random * Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 50)));
}
