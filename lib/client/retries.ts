import type { Clock } from './clock.ts';
import { MibUnreachable } from './errors.ts';
import { retryAfterSeconds } from './retry-after.ts';

/** How a request is repeated that can be repeated safely. */
export interface RetryPolicy {
  /** How often it is sent at the most; 1: never repeated. By default 5. */
  readonly attempts: number;
  /** One attempt, to the last byte of its answer, may take this long. By default 30 s, after which API Gateway gives up as well. */
  readonly attemptTimeoutMs: number;
  /** The pause is a random part of this, doubled with every attempt … By default 200. */
  readonly firstDelayMs: number;
  /** … up to this. By default 5 s. */
  readonly longestDelayMs: number;
  /** A longer Retry-After is not waited for: the failure is thrown. By default 20 s. */
  readonly longestRetryAfterMs: number;
}

export const RETRIES: RetryPolicy = {
  attempts: 5,
  attemptTimeoutMs: 30_000,
  firstDelayMs: 200,
  longestDelayMs: 5_000,
  longestRetryAfterMs: 20_000,
};

/** Where time and chance come from. */
export interface Runtime {
  readonly clock: Clock;
  /** A number from 0 to 1, without 1. */
  readonly random: () => number;
}

/** Answers after which the same request may go well. */
const PASSING: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

/**
 * How long to pause after so many attempts in vain: exponential, with full jitter, so that many clients do not come back all at once.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoff({ firstDelayMs, longestDelayMs }: RetryPolicy, attempts: number, random: () => number): number {
  return random() * Math.min(longestDelayMs, firstDelayMs * 2 ** (attempts - 1));
}

/**
 * Sends until there is an answer that would not be another one the next time, or until it has been sent often enough.
 * @returns the last answer
 * @throws MibUnreachable if the last attempt had none; the signal's reason
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
    let asked = 0;
    if (outcome instanceof MibUnreachable) {
      if (isLast) throw outcome;
    } else {
      asked = 1_000 * (retryAfterSeconds(outcome.headers, clock.now()) ?? 0);
      if (isLast || !PASSING.has(outcome.status) || asked > retries.longestRetryAfterMs) return outcome;
    }
    await clock.sleep(asked + backoff(retries, attempts, random), signal);
  }
}
