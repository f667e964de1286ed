import type { Json } from '../../../../lib/local/aws/json.ts';
import { createStateMachine, ExecutionFailed } from '../../../../lib/local/aws/step-functions/state-machine.ts';
import type { Tasks } from '../../../../lib/local/aws/step-functions/tasks.ts';
import { inVirtualTime } from '../../../support/virtual-time.ts';

/** What a task does: it takes some ms, and then has a result or an error. */
export type Reaction = {
  readonly afterMs?: number;
  readonly result?: Json;
  readonly error?: string;
  readonly hangs?: true;
};

/** A call of a task. `at`: ms since the start of the run. */
export interface Call {
  readonly at: number;
  readonly task: string;
  readonly parameters: Json;
}

/** How a run ended: with an output, or with the name of an error. */
export type End = { readonly output: Json } | { readonly error: string };

export interface VirtualRun {
  readonly end: End;
  /** ms since the start of the run */
  readonly endedAt: number;
  readonly calls: readonly Call[];
}

/** No run takes longer. */
const LONGEST_MS = 301_000;

/**
 * Runs a state machine in virtual time.
 * @param start starts it with these tasks
 * @param react is asked at each call
 * @param random what Math.random returns: the jitter of retries
 */
export function runVirtually(
  start: (tasks: Tasks) => Promise<End>,
  react: (call: Call) => Reaction,
  random = 0,
): Promise<VirtualRun> {
  return inVirtualTime(1, async (pass) => {
    Math.random = () => random;
    const began = Date.now();
    const now = () => Date.now() - began;
    const calls: Call[] = [];
    const task = async (name: string, parameters: Json): Promise<Json> => {
      const call = { at: now(), task: name, parameters };
      calls.push(call);
      const { afterMs = 0, result = null, error, hangs } = react(call);
      if (hangs) return new Promise(() => undefined);
      if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
      if (error !== undefined) throw Object.assign(new Error('it says'), { name: error });
      return result;
    };
    let ended: Pick<VirtualRun, 'end' | 'endedAt'> | undefined;
    void start({ invoke: task, dynamodb: task }).then((end) => {
      ended = { end, endedAt: now() };
    });
    await pass(LONGEST_MS);
    if (!ended) throw new Error('the run has not ended');
    return { ...ended, calls };
  });
}

/** Starts one run of a definition here. */
export function startHere(definition: unknown, input: Json, tasks: Tasks): Promise<End> {
  return createStateMachine(definition, tasks)
    .run(input, { Id: 'arn', Name: 'name', RoleArn: 'role', StartTime: '2030-01-01T00:00:00.000Z' })
    .result.then(
      (output) => ({ output }),
      (error: unknown) => ({ error: error instanceof ExecutionFailed ? error.error : String(error) }),
    );
}
