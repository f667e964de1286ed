import { Line, type LineBounds } from './line.ts';

export interface Bounds extends LineBounds {
  /** The most turns at the same time. */
  readonly atOnce: number;
}

/** Ends a turn. A second call does nothing. */
export type EndTurn = () => void;

/** @param end called by the first call of the result alone */
export function once(end: () => void): EndTurn {
  let ended = false;
  return () => {
    if (ended) return;
    ended = true;
    end();
  };
}

/** Limits how many callers work at the same time. The others wait in line. */
export class Turns {
  readonly #atOnce: number;
  readonly #line: Line;
  #taken = 0;

  constructor({ atOnce, ...line }: Bounds) {
    this.#atOnce = atOnce;
    this.#line = new Line(line);
  }

  /**
   * @returns undefined if the line is full, if no turn gets free in time, or if the signal aborts
   */
  async take(givesUp: AbortSignal): Promise<EndTurn | undefined> {
    if (givesUp.aborted) return undefined;
    if (this.#taken < this.#atOnce) {
      this.#taken += 1;
      return this.#turn();
    }
    return (await this.#line.wait(givesUp)) ? this.#turn() : undefined;
  }

  #turn(): EndTurn {
    return once(() => {
      // The next in line gets this turn, before any caller that arrives now.
      if (!this.#line.callNext()) this.#taken -= 1;
    });
  }
}
