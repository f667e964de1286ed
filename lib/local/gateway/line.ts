export interface LineBounds {
  /** The most callers that wait. A further one is refused immediately. */
  readonly waiting: number;
  /** The longest wait. */
  readonly patienceMs: number;
}

/**
 * Callers that wait in order, each for a bounded time, and have begun nothing. By hand: p-limit
 * bounds neither the number of waiting callers nor their wait.
 */
export class Line {
  readonly #bounds: LineBounds;
  /** In order. Each function calls its caller. */
  readonly #waiting = new Set<() => void>();

  constructor(bounds: LineBounds) {
    this.#bounds = bounds;
  }

  get length(): number {
    return this.#waiting.size;
  }

  /**
   * @returns whether the caller was called: false if the line is full, if its patience ends, or if
   *   the signal aborts
   */
  async wait(givesUp: AbortSignal): Promise<boolean> {
    if (givesUp.aborted || this.#waiting.size >= this.#bounds.waiting) return false;
    return new Promise((resolve) => {
      const leave = (called: boolean) => {
        this.#waiting.delete(call);
        clearTimeout(timer);
        givesUp.removeEventListener('abort', stop);
        resolve(called);
      };
      const call = () => leave(true);
      const stop = () => leave(false);
      const timer = setTimeout(stop, this.#bounds.patienceMs);
      givesUp.addEventListener('abort', stop);
      this.#waiting.add(call);
    });
  }

  /** Calls the first in line. @returns false if the line is empty */
  callNext(): boolean {
    const [next] = this.#waiting;
    next?.();
    return next !== undefined;
  }
}
