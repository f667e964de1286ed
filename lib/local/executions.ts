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
  /** Holds all that the run has done, and so is let go of when it has ended. */
  abort?: () => void;
}

export function statusOf(execution: Execution): Status {
  return execution.outcome?.status ?? 'RUNNING';
}

/**
 * The executions of one state machine, by the rules of Express: a start answers at once, a name may come again, and what has
 * finished is remembered only for a while, here the newest `history` ones.
 */
export class Executions {
  readonly #machine: StateMachine;
  readonly #machineArn: string;
  readonly #history: number;
  readonly #all = new Map<string, Running>();
  readonly #finished: string[] = [];
  #count = 0;

  constructor(machine: StateMachine, machineArn: string, history = 1_000) {
    this.#machine = machine;
    this.#machineArn = machineArn;
    this.#history = history;
  }

  start(input: Json, name: string = randomUUID()): Execution {
    const arn = `${this.#machineArn.replace(':stateMachine:', ':express:')}:${name}:${randomUUID()}`;
    const { result, abort } = this.#machine.run(input, { Id: arn, Name: name, RoleArn: ROLE });
    this.#count += 1;
    const machineArn = this.#machineArn;
    const execution: Running = { number: this.#count, arn, name, machineArn, input, startedAt: Date.now(), abort };
    this.#all.set(arn, execution);
    result.then(
      (output) => this.#end(execution, { status: 'SUCCEEDED', at: Date.now(), output }),
      (error: unknown) => this.#end(execution, failure(error)),
    );
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

  #end(execution: Running, outcome: Outcome): void {
    if (execution.outcome) return;
    execution.outcome = outcome;
    delete execution.abort;
    this.#finished.push(execution.arn);
    if (this.#finished.length > this.#history) this.#all.delete(this.#finished.shift() ?? '');
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
