import { setImmediate as turn } from 'node:timers/promises';
import type { Json } from '../../../lib/local/aws/json.ts';
import {
  createStateMachine,
  ExecutionAborted,
  ExecutionFailed,
  type StateMachine,
} from '../../../lib/local/aws/step-functions/state-machine.ts';
import type { Tasks } from '../../../lib/local/aws/step-functions/tasks.ts';
import type { Coverage } from './coverage.ts';
import type { Database } from './database.ts';

/** How a run ended. */
export interface Ending {
  /** The last state, or the name of the error that ended the run, or 'died'. */
  readonly end: string;
  /** The states that the run has left, in order. */
  readonly path: readonly string[];
}

/** Makes one call of a run now, or when it is that call's turn. */
export type Schedule = (act: () => Promise<Json>) => Promise<Json>;

/** The members of `$$.Execution` that no state machine here reads. */
const EXECUTION = { Id: 'arn:aws:states:::express:test', RoleArn: 'arn:aws:iam:::role/test' };

/** Runs one state machine, one run at a time. Two runners allow two concurrent runs. */
export class Runner {
  readonly name: string;
  readonly database: Database;
  /** Lets a test choose the order of the calls of several runners. */
  schedule: Schedule | undefined;
  readonly #machine: StateMachine;
  #path: string[] = [];
  #entered = '';
  #dieAfter: string | undefined;
  #die: () => void = () => undefined;
  #inFlight = 0;

  constructor(name: string, { definition, coverage, database, invoke }: RunnerParts) {
    this.name = name;
    this.database = database;
    this.#machine = createStateMachine(definition, {
      retryDelayMs: 0,
      invoke: (functionName, payload) => this.#call(() => invoke(functionName, payload)),
      dynamodb: (action, parameters) => this.#call(() => database.call(action, parameters)),
      trace: (state, step) => {
        coverage.record(state, step);
        if (step === 'entered') this.#entered = state;
        if (step !== 'left') return;
        this.#path.push(state);
        if (state === this.#dieAfter) this.#die();
      },
    });
  }

  /** Ends all faults and the schedule: every call is made immediately. */
  heal(): void {
    this.schedule = undefined;
    this.database.heal();
  }

  /** @param dieAfter the state after which the run stops without another call */
  async run(input: Json, { dieAfter }: { dieAfter?: string | undefined } = {}): Promise<Ending> {
    this.#path = [];
    this.#dieAfter = dieAfter;
    const execution = { ...EXECUTION, Name: this.name, StartTime: new Date().toISOString() };
    const { result, abort } = this.#machine.run(input, execution);
    this.#die = abort;
    const end = await result.then(() => this.#entered, nameOf);
    const path = this.#path;
    await this.#idle();
    return { end, path };
  }

  async #call(act: () => Promise<Json>): Promise<Json> {
    this.#inFlight += 1;
    try {
      return await (this.schedule ? this.schedule(act) : act());
    } finally {
      this.#inFlight -= 1;
    }
  }

  /** Waits for the calls of a dead run that are in flight. */
  async #idle(): Promise<void> {
    while (this.#inFlight > 0) await turn();
  }
}

export interface RunnerParts {
  readonly definition: unknown;
  readonly coverage: Coverage;
  readonly database: Database;
  readonly invoke: Tasks['invoke'];
}

function nameOf(failure: unknown): string {
  if (failure instanceof ExecutionAborted) return 'died';
  return failure instanceof ExecutionFailed ? failure.error : String(failure);
}
