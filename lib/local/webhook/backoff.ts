/** What time, chance and the log are to those who try again. */
export interface RetryEnvironment {
  readonly pause: (ms: number) => Promise<unknown>;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly say: (line: string) => void;
}

/** Between which pauses to retry, in ms. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * How long to wait before the next attempt, in ms: anything up to a bound that doubles each time, so that many who failed together do
 * not come back together ("full jitter", https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/).
 * @param failures so far, from 1
 * @param random from 0 to below 1
 */
export function pauseAfter(failures: number, { firstMs, longestMs }: Backoff, random: number): number {
  // 2 ** 50 is beyond every bound, and still a whole number.
  return Math.ceil(random * Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 50)));
}
