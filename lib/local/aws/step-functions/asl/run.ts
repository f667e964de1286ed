import type { Json } from '../../json.ts';
import { ExecutionAborted, ExecutionFailed, ExecutionTimedOut } from './errors.ts';

/** The members of `$$.Execution` that StartExecution fixes. */
export interface ExecutionContext {
  readonly Id: string;
  readonly Name: string;
  readonly RoleArn: string;
  /** ISO 8601. */
  readonly StartTime: string;
}

/** What a run does: it enters and leaves states, and takes a rule of one. The number is the rule's. */
export type Step = 'entered' | 'left' | `Retry[${number}]` | `Catch[${number}]` | `Choices[${number}]` | 'Default';

export interface RunOptions {
  readonly execution?: ExecutionContext | undefined;
  /** Called when the run only waits before a retry, and when it goes on. */
  readonly onPause?: ((pauses: boolean) => void) | undefined;
  readonly trace?: ((state: string, step: Step) => void) | undefined;
}

/** `result` rejects with ExecutionFailed, ExecutionTimedOut or ExecutionAborted. */
export interface StartedRun {
  readonly result: Promise<Json>;
  readonly abort: () => void;
}

/**
 * One run of a state machine: whether it is over, its timers and its pauses. A run works on several
 * strands while branches run, and on one otherwise. Time is that of the global timers.
 */
export class Run {
  readonly execution: ExecutionContext | undefined;
  readonly trace: RunOptions['trace'];
  /** The run has ended. Nothing of it may start a task or take a result. */
  over = false;
  readonly #onPause: RunOptions['onPause'];
  readonly #timers = new Set<NodeJS.Timeout>();
  #strands = 1;
  #waiting = 0;
  #pauses = false;

  constructor({ execution, onPause, trace }: RunOptions) {
    this.execution = execution;
    this.#onPause = onPause;
    this.trace = trace;
  }

  /**
   * Does the work until it ends, or the time is up, or `abort` is called.
   * @param seconds of the longest run
   */
  start(work: () => Promise<Json>, seconds: number): StartedRun {
    const { promise: result, resolve, reject } = Promise.withResolvers<Json>();
    this.after(seconds * 1000, () => this.#end(() => reject(new ExecutionTimedOut(`took longer than ${seconds} s`))));
    work().then(
      (output) => this.#end(() => resolve(output)),
      (error: unknown) => this.#end(() => reject(new ExecutionFailed(error))),
    );
    return { result, abort: () => this.#end(() => reject(new ExecutionAborted('the run was aborted'))) };
  }

  #end(settle: () => void): void {
    if (this.over) return;
    this.over = true;
    for (const timer of this.#timers) clearTimeout(timer);
    settle();
  }

  /** Calls `act` after some time, unless the run is over or the timer is cleared. */
  after(ms: number, act: () => void): NodeJS.Timeout {
    const timer = setTimeout(act, ms);
    this.#timers.add(timer);
    return timer;
  }

  clear(timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    this.#timers.delete(timer);
  }

  /** Waits before a retry. */
  async pause(ms: number): Promise<void> {
    this.#count(0, 1);
    if (ms > 0) {
      await new Promise<void>((resolve) => {
        const timer = this.after(ms, () => {
          this.#timers.delete(timer);
          resolve();
        });
      });
    }
    this.#count(0, -1);
  }

  /**
   * Changes the number of strands that work.
   * @param change negative for strands that end or wait for others
   */
  strands(change: number): void {
    this.#count(change, 0);
  }

  #count(strands: number, waiting: number): void {
    this.#strands += strands;
    this.#waiting += waiting;
    const pauses = this.#waiting > 0 && this.#waiting === this.#strands;
    if (pauses === this.#pauses || this.over) return;
    this.#pauses = pauses;
    this.#onPause?.(pauses);
  }
}
