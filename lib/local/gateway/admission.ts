import type { ExecutionLoad } from '../aws/step-functions/executions.ts';
import type { ServiceFunction } from '../template/template.ts';
import { Line, type LineBounds } from './line.ts';
import { type EndTurn, once } from './turns.ts';

export interface AdmissionBounds extends LineBounds {
  /** As many executions may be unfinished as ended in this time. So a new one ends within it. */
  readonly drainMs: number;
  /** As many may be unfinished at any time: after a pause nothing has ended. */
  readonly least: number;
}

/**
 * An admitted request ends in about half a second on a machine that ends at least 64 executions a
 * second. A waiting request is admitted or refused within two seconds. So latency is as before about
 * 3 s after an overload. A closed loop of some 300 clients is served without a refusal. A machine
 * that ends 16 a second still serves 64 clients.
 */
const BOUNDS: AdmissionBounds = { drainMs: 500, least: 32, waiting: 256, patienceMs: 2_000 };

/**
 * Admits requests that start executions only as fast as executions end. A request that is not
 * admitted has begun nothing.
 *
 * Unfinished are the executions that work or wait, and the admitted requests, each of which starts
 * one. By Little's law their number divided by the rate of ends is the time to the end of a new
 * one. So that number is bounded by the ends of the last `drainMs`, which follows the speed of the
 * machine. A fixed bound would be too high for a slow machine and too low for a fast one.
 */
export class Admission {
  readonly #load: ExecutionLoad;
  readonly #bounds: AdmissionBounds;
  readonly #clock: () => number;
  readonly #line: Line;
  /** The times of the ends within the last `drainMs`. */
  readonly #ends: number[] = [];
  #admitted = 0;

  /** @param clock in ms */
  constructor(load: ExecutionLoad, bounds = BOUNDS, clock = () => performance.now()) {
    this.#load = load;
    this.#bounds = bounds;
    this.#clock = clock;
    this.#line = new Line(bounds);
    load.onRelease((ended) => {
      if (ended) this.#ends.push(this.#clock());
      this.#callWaiting();
    });
  }

  /**
   * @returns a function for the end of the request; undefined if it is not admitted: too many wait,
   *   none ends in time, or the signal aborts
   */
  async admit(givesUp: AbortSignal): Promise<EndTurn | undefined> {
    if (givesUp.aborted) return undefined;
    // No request waits while there is room: a waiting one is called as soon as there is.
    if (this.#hasRoom()) {
      this.#admitted += 1;
      return this.#admission();
    }
    return (await this.#line.wait(givesUp)) ? this.#admission() : undefined;
  }

  #admission(): EndTurn {
    return once(() => {
      this.#admitted -= 1;
      this.#callWaiting();
    });
  }

  #callWaiting(): void {
    while (this.#line.length > 0 && this.#hasRoom()) {
      this.#admitted += 1;
      this.#line.callNext();
    }
  }

  #hasRoom(): boolean {
    const since = this.#clock() - this.#bounds.drainMs;
    while ((this.#ends[0] ?? since) < since) this.#ends.shift();
    return this.#admitted + this.#load.busy() < Math.max(this.#bounds.least, this.#ends.length);
  }
}

const STATE_MACHINE = /^arn:[^:]+:states:[^:]*:[^:]*:stateMachine:/;

/** Whether a function starts executions: it has the ARN of a state machine. */
export function startsExecutions({ environment }: ServiceFunction): boolean {
  return Object.values(environment).some((value) => STATE_MACHINE.test(value));
}
