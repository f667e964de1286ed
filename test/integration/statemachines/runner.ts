import { setImmediate as turn } from 'node:timers/promises';
import { ExecutionAbortedError, ExecutionError, StateMachine as Library } from 'aws-local-stepfunctions';
import type { Json } from '../../../lib/local/aws/json.ts';
import {
  createStateMachine,
  type StateMachine,
  type Tasks,
} from '../../../lib/local/aws/step-functions/state-machine.ts';
import { type Coverage, RunEvent } from './coverage.ts';
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

// lib/local exposes of a run only what the local stack needs. The library itself has the event log.
const libraryRuns = jest.spyOn(Library.prototype, 'run');

/** Runs one state machine, one run at a time. Two runners allow two concurrent runs. */
export class Runner {
  readonly name: string;
  readonly database: Database;
  /** Lets a test choose the order of the calls of several runners. */
  schedule: Schedule | undefined;
  readonly #coverage: Coverage;
  readonly #machine: StateMachine;
  #dead = false;
  #inFlight = 0;

  constructor(name: string, { definition, coverage, database, invoke }: RunnerParts) {
    this.name = name;
    this.database = database;
    this.#coverage = coverage;
    this.#machine = createStateMachine(definition, {
      retryDelayMs: 0,
      validated: true,
      invoke: (functionName, payload) => this.#call(() => invoke(functionName, payload)),
      dynamodb: (action, parameters) => this.#call(() => database.call(action, parameters)),
    });
  }

  /** Ends all faults and the schedule: every call is made immediately. */
  heal(): void {
    this.schedule = undefined;
    this.database.heal();
  }

  /** @param dieAfter the state after which the run stops without another call */
  async run(input: Json, { dieAfter }: { dieAfter?: string | undefined } = {}): Promise<Ending> {
    libraryRuns.mockClear();
    const { result, abort } = this.#machine.run(input);
    const started = libraryRuns.mock.results[0];
    if (started?.type !== 'return') throw new Error('the library has not run the machine');
    const path: string[] = [];
    let entered = '';
    const reading = (async () => {
      for await (const logged of started.value.eventLogs) {
        const event = RunEvent.parse(logged);
        this.#coverage.record(event);
        if (event.type === 'StateEntered') entered = event.state?.name ?? '';
        if (event.type !== 'StateExited') continue;
        path.push(event.state?.name ?? '');
        if (event.state?.name !== dieAfter) continue;
        this.#dead = true;
        abort();
      }
    })();
    const failure = await result.then(
      () => undefined,
      (error: unknown) => error,
    );
    await reading;
    await this.#idle();
    this.#dead = false;
    return { end: failure === undefined ? entered : nameOf(failure), path };
  }

  async #call(act: () => Promise<Json>): Promise<Json> {
    this.#inFlight += 1;
    try {
      // The event log is read in the turn in which a state is left. A run that dies there must not
      // start the next call.
      await turn();
      if (this.#dead) throw new Error('the run is dead');
      return await (this.schedule ? this.schedule(act) : act());
    } finally {
      this.#inFlight -= 1;
    }
  }

  /**
   * Waits for the remains of a dead run: calls in flight and their retries, which start in the same
   * turn.
   */
  async #idle(): Promise<void> {
    do await turn();
    while (this.#inFlight > 0);
  }
}

export interface RunnerParts {
  readonly definition: unknown;
  readonly coverage: Coverage;
  readonly database: Database;
  readonly invoke: Tasks['invoke'];
}

function nameOf(failure: unknown): string {
  if (failure instanceof ExecutionAbortedError) return 'died';
  const reason = failure instanceof ExecutionError ? failure.cause : failure;
  return reason instanceof Error ? reason.name : String(reason);
}
