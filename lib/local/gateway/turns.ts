export interface Bounds {
  /** So many have a turn at the same time. */
  readonly atOnce: number;
  /** So many wait for one; a further one is turned away at once. */
  readonly waiting: number;
  /** Nobody waits longer than this. */
  readonly patienceMs: number;
}

/** Ends a turn; a second time it does nothing. */
export type EndTurn = () => void;

/** Bounds how many work at the same time. Others wait in the order in which they came; who waits has begun nothing. */
export class Turns {
  readonly #bounds: Bounds;
  /** Each takes the turn that is given to it. In order of insertion. */
  readonly #line = new Set<() => void>();
  #taken = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** @returns undefined if the line is full, if there is no turn in time, or if the signal says that it is not wanted any more */
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
      // The next in line gets this very turn: nobody who comes now gets ahead of it.
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
