import { randomUUID } from 'node:crypto';
import type { Json } from '../json.ts';
import { errorOutput } from './asl/errors.ts';
import { ExecutionFailed, ExecutionTimedOut, type StateMachine } from './state-machine.ts';

/** How an execution ended. */
export type Outcome =
  | { readonly status: 'SUCCEEDED'; readonly output: Json }
  | { readonly status: 'FAILED' | 'TIMED_OUT'; readonly error?: string; readonly cause?: string };

/** One execution of a state machine, from its start on. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly input: Json;
  /** ms since 1970 */
  readonly startedAt: number;
  /** Resolves at its end. */
  readonly ended: Promise<Outcome>;
}

interface Tracked extends Execution {
  /** Equal for starts that are the same: the name, or without a name the input. */
  readonly key: string;
  /** It waits before it retries a failed task. */
  pausing: boolean;
  readonly end: (outcome: Outcome) => void;
}

export interface ExecutionBounds {
  /**
   * The most executions of a machine that work at the same time. Further ones wait in the order of
   * their starts.
   */
  readonly atOnce: number;
  /**
   * The most executions that have begun and not ended, those that pause before a retry included.
   */
  readonly begun: number;
  /** The most executions that wait. A further start is refused. */
  readonly waiting: number;
}

/**
 * A transfer takes some 50 ms of a processor. So 8 at once keep this machine busy, and each ends
 * long before its deadline even if the machine has ten times as much to do. Executions that pause
 * for a shard that is down block no other. One that waits has an input of some 100 bytes.
 */
export const EXECUTION_BOUNDS: ExecutionBounds = { atOnce: 8, begun: 512, waiting: 100_000 };

/** What executions still have to do. Those that pause before a retry are left out. */
export interface ExecutionLoad {
  /** How many work or wait to begin. */
  readonly busy: () => number;
  /**
   * Adds a listener. It is called after an execution has ended (true) or has begun to pause (false).
   */
  readonly onRelease: (listener: (ended: boolean) => void) => void;
}

/** Too many executions wait. */
export class ExecutionLimitExceeded extends Error {
  override readonly name = 'ExecutionLimitExceeded';
}

/**
 * The executions of one state machine, by the rules of Express: a start returns at once, and a name
 * may be used again. An execution that waits has done nothing, so that no deadline of it runs, and
 * a second start of the same name returns the one that waits. If this process ends, the waiting
 * list is lost, but no transfer is: accepted transfers are in a table, and the sweeper starts them
 * again. By hand: a queue of npm knows neither executions that pause nor starts that are the same.
 */
export class Executions {
  readonly #machine: StateMachine;
  readonly #machineArn: string;
  readonly #bounds: ExecutionBounds;
  readonly #onEnd: (execution: Execution, outcome: Outcome) => void;
  readonly #onRelease: (ended: boolean) => void;
  /** By their keys, in the order of their starts. */
  readonly #waiting = new Map<string, Tracked>();
  /** What ends the executions that have begun. */
  readonly #aborts = new Map<Tracked, () => void>();
  #atWork = 0;
  #begun = 0;

  /**
   * @param onEnd called once for each execution
   * @param onRelease called when another may begin: an execution has ended, or has begun to pause
   */
  constructor(
    machine: StateMachine,
    machineArn: string,
    {
      bounds = {},
      onEnd = () => undefined,
      onRelease = () => undefined,
    }: {
      bounds?: Partial<ExecutionBounds>;
      onEnd?: (execution: Execution, outcome: Outcome) => void;
      onRelease?: (ended: boolean) => void;
    } = {},
  ) {
    this.#machine = machine;
    this.#machineArn = machineArn;
    this.#bounds = { ...EXECUTION_BOUNDS, ...bounds };
    this.#onEnd = onEnd;
    this.#onRelease = onRelease;
  }

  /** How many have been started and have not ended. */
  get unfinished(): number {
    return this.#begun + this.#waiting.size;
  }

  /** How many work or wait to begin. */
  get busy(): number {
    return this.#atWork + this.#waiting.size;
  }

  /** @throws ExecutionLimitExceeded if too many wait */
  start(input: Json, given?: string): Execution {
    const key = given === undefined ? `input ${JSON.stringify(input)}` : `name ${given}`;
    const waiting = this.#waiting.get(key);
    if (waiting) return waiting;
    const mustWait = !this.#hasRoom();
    if (mustWait && this.#waiting.size >= this.#bounds.waiting) throw new ExecutionLimitExceeded('too many wait');
    const name = given ?? randomUUID();
    const arn = `${this.#machineArn.replace(':stateMachine:', ':express:')}:${name}:${randomUUID()}`;
    const { promise: ended, resolve: end } = Promise.withResolvers<Outcome>();
    const execution: Tracked = { arn, name, input, startedAt: Date.now(), ended, key, pausing: false, end };
    if (mustWait) this.#waiting.set(key, execution);
    else this.#run(execution);
    return execution;
  }

  /**
   * Ends all executions where they are, as if the process had been killed. A function that one has
   * called goes on.
   */
  forget(): void {
    for (const { end } of this.#waiting.values()) end({ status: 'FAILED', error: 'forgotten' });
    this.#waiting.clear();
    for (const abort of this.#aborts.values()) abort();
  }

  #hasRoom(): boolean {
    return this.#atWork < this.#bounds.atOnce && this.#begun < this.#bounds.begun;
  }

  #run(execution: Tracked): void {
    const { input, arn, name, startedAt } = execution;
    this.#atWork += 1;
    this.#begun += 1;
    const onPause = (pausing: boolean) => this.#pause(execution, pausing);
    const StartTime = new Date(startedAt).toISOString();
    const { result, abort } = this.#machine.run(input, { Id: arn, Name: name, RoleArn: ROLE, StartTime }, onPause);
    this.#aborts.set(execution, abort);
    result.then(
      (output) => this.#end(execution, { status: 'SUCCEEDED', output }),
      (error: unknown) => this.#end(execution, outcomeOf(error)),
    );
  }

  #end(execution: Tracked, outcome: Outcome): void {
    this.#aborts.delete(execution);
    this.#begun -= 1;
    if (!execution.pausing) this.#atWork -= 1;
    this.#onEnd(execution, outcome);
    execution.end(outcome);
    this.#runNext();
    this.#onRelease(true);
  }

  /** An execution that goes on does not wait again: its deadline runs. */
  #pause(execution: Tracked, pausing: boolean): void {
    if (execution.pausing === pausing) return;
    execution.pausing = pausing;
    this.#atWork += pausing ? -1 : 1;
    if (!pausing) return;
    this.#runNext();
    this.#onRelease(false);
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

function outcomeOf(error: unknown): Outcome {
  if (error instanceof ExecutionTimedOut) return { status: 'TIMED_OUT', error: 'States.Timeout' };
  if (error instanceof ExecutionFailed) return { status: 'FAILED', error: error.error, cause: error.message };
  const { Error: name, Cause: cause } = errorOutput(error);
  return { status: 'FAILED', error: name, cause };
}
