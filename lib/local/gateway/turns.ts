export interface Bounds {
  /** The most turns at the same time. */
  readonly atOnce: number;
  /** The most callers that wait for a turn. A further one is refused immediately. */
  readonly waiting: number;
  /** The longest wait for a turn. */
  readonly patienceMs: number;
}

/** Ends a turn. A second call does nothing. */
export type EndTurn = () => void;

/**
 * Limits how many callers work at the same time. The others wait in order, and have begun nothing.
 * By hand: p-limit bounds neither the number of waiting callers nor their wait.
 */
export class Turns {
  readonly #bounds: Bounds;
  /** The waiting callers in order. Each function hands its caller a turn. */
  readonly #line = new Set<() => void>();
  #taken = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /**
   * @returns undefined if the line is full, if no turn gets free in time, or if the signal aborts
   */
  async take(givesUp: AbortSignal): Promise<EndTurn | undefined> {
    if (givesUp.aborted) return undefined;
    if (this.#taken < this.#bounds.atOnce) {
      this.#taken += 1;
      return this.#turn();
    }
    if (this.#line.size >= this.#bounds.waiting) return undefined;
    return (await this.#called(givesUp)) ? this.#turn() : undefined;
  }

  #turn(): EndTurn {
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      // The next in line gets this turn, before any caller that arrives now.
      const [next] = this.#line;
      if (next) next();
      else this.#taken -= 1;
    };
  }

  #called(givesUp: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const leave = (called: boolean) => {
        this.#line.delete(call);
        clearTimeout(timer);
        givesUp.removeEventListener('abort', stop);
        resolve(called);
      };
      const call = () => leave(true);
      const stop = () => leave(false);
      const timer = setTimeout(stop, this.#bounds.patienceMs);
      givesUp.addEventListener('abort', stop);
      this.#line.add(call);
    });
  }
}
