import { randomUUID } from 'node:crypto';
import { ExecutionTimeoutError } from 'aws-local-stepfunctions';
import type { StateMachine } from './state-machine.ts';
import type { Json } from './tasks.ts';

export const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;
export type Status = (typeof STATUSES)[number];

/** How a run ended. `at`: ms since 1970. */
export interface Outcome {
  readonly status: Exclude<Status, 'RUNNING'>;
  readonly at: number;
  readonly output?: Json;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** One run of a state machine. It is RUNNING as long as it has no outcome. */
export interface Execution {
  /** Counts the starts: a later one has a larger number. */
  readonly number: number;
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly input: Json;
  /** ms since 1970 */
  readonly startedAt: number;
  readonly outcome?: Outcome;
}

interface Running extends Execution {
  outcome?: Outcome;
  /** Tells equal starts: the name, or without one the input. */
  readonly key: string;
  /** Holds all that the run has done, and so is let go of when it has ended. None: it waits for its turn. */
  abort?: () => void;
  /** It only waits to try a failed task again. */
  pauses: boolean;
}

/** How much there may be of what. */
export interface ExecutionBounds {
  /** So many executions of a machine are at work at the same time; the others wait, in the order of their starts. */
  readonly atOnce: number;
  /** So many have begun and not ended, with those that pause before they try a failed task again. */
  readonly begun: number;
  /** So many wait; a start beyond that is refused. */
  readonly waiting: number;
  /** So many finished ones are remembered. */
  readonly history: number;
}

/**
 * A transfer takes some 50 ms of a processor, so that 8 keep this machine busy, and each is done long before its deadline though the
 * machine has ten times as much to do. Those that pause for a shard that is down are in nobody's way. One that waits has an input of some
 * 100 bytes.
 */
export const EXECUTION_BOUNDS: ExecutionBounds = { atOnce: 8, begun: 512, waiting: 100_000, history: 1_000 };

/** Too many executions wait. */
export class ExecutionLimitExceeded extends Error {
  override readonly name = 'ExecutionLimitExceeded';
}

export function statusOf(execution: Execution): Status {
  return execution.outcome?.status ?? 'RUNNING';
}

/**
 * The executions of one state machine, by the rules of Express: a start answers at once, a name may come again, and what has
 * finished is remembered only for a while. Only so many run at once, as Lambda lets only so many functions run: one that waits has done
 * nothing, so that no time of its runs out, and a second start of the same name finds the one that waits. A list that is lost with this
 * process loses nothing: what was accepted is in a table, and the sweeper starts it again.
 */
export class Executions {
  readonly #machine: StateMachine;
  readonly #machineArn: string;
  readonly #bounds: ExecutionBounds;
  readonly #all = new Map<string, Running>();
  readonly #finished: string[] = [];
  /** By their keys, in the order of their starts. */
  readonly #waiting = new Map<string, Running>();
  #atWork = 0;
  #begun = 0;
  #count = 0;

  constructor(machine: StateMachine, machineArn: string, bounds: Partial<ExecutionBounds> = {}) {
    this.#machine = machine;
    this.#machineArn = machineArn;
    this.#bounds = { ...EXECUTION_BOUNDS, ...bounds };
  }

  /** @throws ExecutionLimitExceeded if too many wait */
  start(input: Json, given?: string): Execution {
    const key = given === undefined ? `input ${JSON.stringify(input)}` : `name ${given}`;
    const waits = this.#waiting.get(key);
    if (waits) return waits;
    const mustWait = !this.#hasRoom();
    if (mustWait && this.#waiting.size >= this.#bounds.waiting) throw new ExecutionLimitExceeded('too many wait');
    const name = given ?? randomUUID();
    const arn = `${this.#machineArn.replace(':stateMachine:', ':express:')}:${name}:${randomUUID()}`;
    this.#count += 1;
    const machineArn = this.#machineArn;
    const startedAt = Date.now();
    const execution: Running = { number: this.#count, arn, name, machineArn, input, startedAt, key, pauses: false };
    this.#all.set(arn, execution);
    if (mustWait) this.#waiting.set(key, execution);
    else this.#run(execution);
    return execution;
  }

  get(arn: string): Execution | undefined {
    return this.#all.get(arn);
  }

  /** Ends a run as ABORTED; a task in flight is left to itself. One that has ended stays as it is. */
  stop(arn: string, reason: { error?: string | undefined; cause?: string | undefined } = {}): void {
    const execution = this.#all.get(arn);
    if (!execution) return;
    const { abort } = execution;
    this.#end(execution, { status: 'ABORTED', at: Date.now(), ...reason });
    abort?.();
  }

  /** The newest first, `limit` of those that were started before number `before`. */
  list(query: { status?: Status | undefined; before: number; limit: number }): Execution[] {
    const page: Execution[] = [];
    for (const execution of [...this.#all.values()].reverse()) {
      if (page.length === query.limit) break;
      if (execution.number >= query.before) continue;
      if (query.status === undefined || statusOf(execution) === query.status) page.push(execution);
    }
    return page;
  }

  #hasRoom(): boolean {
    return this.#atWork < this.#bounds.atOnce && this.#begun < this.#bounds.begun;
  }

  #run(execution: Running): void {
    const { input, arn, name } = execution;
    this.#atWork += 1;
    this.#begun += 1;
    const onPause = (pauses: boolean) => this.#pause(execution, pauses);
    const { result, abort } = this.#machine.run(input, { Id: arn, Name: name, RoleArn: ROLE }, onPause);
    execution.abort = abort;
    result.then(
      (output) => this.#end(execution, { status: 'SUCCEEDED', at: Date.now(), output }),
      (error: unknown) => this.#end(execution, failure(error)),
    );
  }

  #end(execution: Running, outcome: Outcome): void {
    if (execution.outcome) return;
    execution.outcome = outcome;
    if (this.#waiting.get(execution.key) === execution) this.#waiting.delete(execution.key);
    if (execution.abort) {
      delete execution.abort;
      this.#begun -= 1;
      if (!execution.pauses) this.#atWork -= 1;
      this.#runNext();
    }
    this.#finished.push(execution.arn);
    if (this.#finished.length > this.#bounds.history) this.#all.delete(this.#finished.shift() ?? '');
  }

  /** One that goes on is not made to wait again: its deadline runs. */
  #pause(execution: Running, pauses: boolean): void {
    if (execution.outcome || execution.pauses === pauses) return;
    execution.pauses = pauses;
    this.#atWork += pauses ? -1 : 1;
    if (pauses) this.#runNext();
  }

  #runNext(): void {
    for (const [key, execution] of this.#waiting) {
      if (!this.#hasRoom()) return;
      this.#waiting.delete(key);
      this.#run(execution);
    }
  }
}

const ROLE = 'arn:aws:iam::000000000000:role/local';

function failure(error: unknown): Outcome {
  const at = Date.now();
  if (error instanceof ExecutionTimeoutError) return { status: 'TIMED_OUT', at, error: 'States.Timeout' };
  // The library wraps what ended the run.
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(reason instanceof Error)) return { status: 'FAILED', at, cause: String(reason) };
  return { status: 'FAILED', at, error: reason.name, cause: reason.message };
}
