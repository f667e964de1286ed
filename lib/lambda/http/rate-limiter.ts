import { type RatePolicy, type RateVerdict, type RateWindow, windowAt } from '../../domain/rate-limit.ts';
import { asError, logger } from '../../observability/logger.ts';
import { putRateNotCounted } from '../../observability/metrics.ts';
import type { RateCounters } from '../../store/rate-counters.ts';

// By hand and not by `rate-limiter-flexible`: that asks the shared counter at every request, which
// would be one write more for each transfer.
const MAX_SUBJECTS = 10_000;

/** The counters that all instances share. */
export type Counters = Pick<RateCounters, 'add'>;

/** What this instance of the function knows about one subject in one window. */
interface Tally {
  readonly window: RateWindow;
  /** Requests that may be admitted without asking the shared counter. */
  granted: number;
  /** Admitted requests that are in no shared counter yet. */
  uncounted: number;
  /** The value of the shared counter when it was last read. */
  used: number;
  /** The limit is reached: the counter is not asked again in this window. */
  full: boolean;
  asking: Promise<void> | undefined;
}

/**
 * Enforces a policy. With credit, each instance counts requests in memory and adds them to the
 * shared counter in chunks. The limit is then exact for one instance, and each further instance may
 * admit one more chunk. Without credit the limit is exact for any number of instances. Once the
 * limit is reached an instance refuses by itself until the window ends: refused requests write
 * nothing. A subject is forgotten when 10,000 others came since, and then has its credit again.
 * While the counter gives no response, requests are admitted: a limit protects the service, and
 * must not take it down.
 */
export class RateLimiter {
  readonly policy: RatePolicy;
  readonly #counters: Counters;
  readonly #maxSubjects: number;
  /** By subject, the most recent at the end. */
  readonly #tallies = new Map<string, Tally>();

  constructor(counters: Counters, policy: RatePolicy, maxSubjects = MAX_SUBJECTS) {
    this.#counters = counters;
    this.policy = policy;
    this.#maxSubjects = maxSubjects;
  }

  /**
   * Counts one request of the subject.
   * @param now ms since 1970
   */
  async take(subject: string, now: number): Promise<RateVerdict> {
    const tally = this.#tallyOf(subject, now);
    while (tally.granted === 0 && !tally.full) {
      tally.asking ??= this.#ask(subject, tally).finally(() => {
        tally.asking = undefined;
      });
      await tally.asking;
    }
    const allowed = tally.granted > 0;
    if (allowed) tally.granted--;
    if (allowed && this.policy.credit > 0) tally.uncounted++;
    const remaining = allowed ? Math.max(0, this.policy.limit - tally.used - tally.uncounted) : 0;
    return { allowed, remaining, resetMs: tally.window.endsAt - now };
  }

  /**
   * Counts further requests of the subject, all of them or none, at the shared counter. The first of
   * them was taken by `take`.
   * @param now ms since 1970
   */
  async takeFurther(subject: string, now: number, requests: number): Promise<RateVerdict> {
    const tally = this.#tallyOf(subject, now);
    const allowed = requests === 0 || (await this.#countTogether(subject, tally, requests));
    const remaining = Math.max(0, this.policy.limit - tally.used - tally.uncounted);
    return { allowed, remaining, resetMs: tally.window.endsAt - now };
  }

  /** @returns whether the limit leaves room for all of them */
  async #countTogether(subject: string, tally: Tally, requests: number): Promise<boolean> {
    const { limit } = this.policy;
    try {
      // What this instance has admitted and not counted yet needs room, too.
      const atMost = limit - tally.uncounted - requests;
      const used = await this.#counters.add(this.policy, subject, tally.window, requests, atMost);
      if (used === 'full') return false;
      tally.used = Math.max(tally.used, used);
      tally.granted = Math.min(tally.granted, Math.max(0, limit - tally.used - tally.uncounted));
      return true;
    } catch (error) {
      this.#notCounted(error);
      return true;
    }
  }

  #notCounted(error: unknown): void {
    logger.warn('requests not counted', { policy: this.policy.name, error: asError(error) });
    putRateNotCounted(this.policy.name);
  }

  #tallyOf(subject: string, now: number): Tally {
    const window = windowAt(this.policy, now);
    const known = this.#tallies.get(subject);
    const granted = Math.min(this.policy.credit, this.policy.limit);
    const tally =
      known?.window.number === window.number
        ? known
        : { window, granted, uncounted: 0, used: 0, full: false, asking: undefined };
    this.#tallies.delete(subject);
    this.#tallies.set(subject, tally);
    for (const [oldest] of this.#tallies) {
      if (this.#tallies.size <= this.#maxSubjects) break;
      this.#tallies.delete(oldest);
    }
    return tally;
  }

  /**
   * Adds the uncounted requests, or without credit the one that waits, to the shared counter.
   * Grants what the limit leaves.
   */
  async #ask(subject: string, tally: Tally): Promise<void> {
    const { credit, limit } = this.policy;
    try {
      const used = await this.#counters.add(this.policy, subject, tally.window, credit > 0 ? tally.uncounted : 1);
      tally.uncounted = 0;
      tally.used = used === 'full' ? limit : used;
      if (credit > 0) tally.granted = Math.min(credit, Math.max(0, limit - tally.used));
      else tally.granted = used === 'full' ? 0 : 1;
      tally.full = tally.used >= limit;
    } catch (error) {
      this.#notCounted(error);
      tally.granted = Math.max(1, credit);
    }
  }
}
