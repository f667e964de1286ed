import { FULL_PATIENCE_MS, LEAST_PATIENCE_MS, nextPatience } from '../domain/patience.ts';

/** The waits of one instance of a function, which are shorter after waits in vain. */
export class Waits {
  #patienceMs = FULL_PATIENCE_MS;

  /**
   * Waits for work as long as the caller prefers, or as long as this instance's patience lasts.
   * @param work resolves to whether it has ended before its signal aborted
   * @param preferredMs what is left of it; the caller may have taken all of it already
   * @returns whether all of the preferred time has passed before the end
   */
  async wait(work: (giveUp: AbortSignal) => Promise<boolean>, preferredMs: number): Promise<boolean> {
    const patienceMs = this.#patienceMs;
    // Given up too early, the request would not have begun the work.
    const ms = Math.max(LEAST_PATIENCE_MS, Math.min(preferredMs, patienceMs));
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), ms);
    try {
      const inVain = !(await work(giveUp.signal));
      this.#patienceMs = nextPatience(patienceMs, { ms, inVain });
      return inVain && ms >= preferredMs;
    } finally {
      clearTimeout(timer);
    }
  }
}
