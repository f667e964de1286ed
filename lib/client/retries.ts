import type { Clock } from './clock.ts';
import { MibUnreachable } from './errors.ts';
import { retryAfterSeconds } from './retry-after.ts';

/** How the client retries a request that is safe to repeat. */
export interface RetryPolicy {
  /** Maximum number of attempts, by default 5. With 1 there is no retry. */
  readonly attempts: number;
  /**
   * Timeout of one attempt in ms, up to the last byte of its response. By default 30,000, which is
   * the timeout of API Gateway.
   */
  readonly attemptTimeoutMs: number;
  /** Longest first pause in ms, by default 200. It doubles with every attempt. */
  readonly firstDelayMs: number;
  /** Longest pause in ms, by default 5,000. */
  readonly longestDelayMs: number;
  /** Longest Retry-After in ms to wait for, by default 20,000. A longer one is thrown. */
  readonly longestRetryAfterMs: number;
}

export const RETRIES: RetryPolicy = {
  attempts: 5,
  attemptTimeoutMs: 30_000,
  firstDelayMs: 200,
  longestDelayMs: 5_000,
  longestRetryAfterMs: 20_000,
};

/** The sources of time and of random numbers. */
export interface Runtime {
  readonly clock: Clock;
  /** A number from 0 up to, but not including, 1. */
  readonly random: () => number;
}

/** The statuses after which the same request may succeed. */
const RETRYABLE: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

/**
 * The pause after failed attempts: exponential with full jitter, so that clients do not retry all
 * at the same time.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoff({ firstDelayMs, longestDelayMs }: RetryPolicy, attempts: number, random: () => number): number {
  return random() * Math.min(longestDelayMs, firstDelayMs * 2 ** (attempts - 1));
}

/**
 * Sends a request until its response is not worth a retry, or the attempts are used up.
 * @returns the last response
 * @throws MibUnreachable if the last attempt got no response; the signal's reason
 */
export async function repeating(
  send: () => Promise<Response | MibUnreachable>,
  retries: RetryPolicy,
  { clock, random }: Runtime,
  signal: AbortSignal,
): Promise<Response> {
  for (let attempts = 1; ; attempts++) {
    const outcome = await send();
    const isLast = attempts >= retries.attempts;
    let retryAfterMs = 0;
    if (outcome instanceof MibUnreachable) {
      if (isLast) throw outcome;
    } else {
      retryAfterMs = 1_000 * (retryAfterSeconds(outcome.headers, clock.now()) ?? 0);
      if (isLast || !RETRYABLE.has(outcome.status) || retryAfterMs > retries.longestRetryAfterMs) return outcome;
    }
    await clock.sleep(retryAfterMs + backoff(retries, attempts, random), signal);
  }
}
