import { type RatePolicy, type RateVerdict, type RateWindow, windowAt } from '../../domain/rate-limit.ts';
import { asError, logger } from '../../observability/logger.ts';
import { putRateNotCounted } from '../../observability/metrics.ts';
import type { RateCounters } from '../../store/rate-counters.ts';

const MOST_SUBJECTS = 10_000;

/** What this copy of the function knows of one subject in one window. */
interface Tally {
  readonly window: RateWindow;
  /** Requests that may go on without asking the shared counter. */
  granted: number;
  /** Requests that went on and are in no shared counter yet. */
  uncounted: number;
  /** What the shared counter said last. */
  used: number;
  /** The limit is reached: nobody has to be asked until the window ends. */
  full: boolean;
  asking: Promise<void> | undefined;
}

/**
 * Keeps a policy. With credit, requests are counted in the memory of each copy of the function and added to the shared counter
 * in chunks, so the limit is exact where one copy runs, and every further copy may let one chunk more through. Without credit it is exact
 * however many run. Once the limit is reached a copy refuses by itself until the window ends: refused requests write nothing.
 * A subject that is forgotten, because 10,000 others came since, begins with credit again. If the counter gives no answer,
 * requests go on: a limit protects the service, and is no reason to be down.
 */
export class RateLimiter {
  readonly policy: RatePolicy;
  readonly #counters: Pick<RateCounters, 'add'>;
  readonly #mostSubjects: number;
  /** By subject, those that came last at the end. */
  readonly #tallies = new Map<string, Tally>();

  constructor(counters: Pick<RateCounters, 'add'>, policy: RatePolicy, mostSubjects = MOST_SUBJECTS) {
    this.#counters = counters;
    this.policy = policy;
    this.#mostSubjects = mostSubjects;
  }

  /**
   * Takes one request of the subject into account.
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
      if (this.#tallies.size <= this.#mostSubjects) break;
      this.#tallies.delete(oldest);
    }
    return tally;
  }

  /** Adds what went on, or without credit the one that wants to, to the shared counter, and sees how much may follow. */
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
      logger.warn('requests not counted', { policy: this.policy.name, error: asError(error) });
      putRateNotCounted(this.policy.name);
      tally.granted = Math.max(1, credit);
    }
  }
}
