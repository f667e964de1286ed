import type { Json } from '../json.ts';
import { compileMachine } from './asl/machine.ts';
import { type ExecutionContext, Run, type StartedRun } from './asl/run.ts';
import type { Tasks } from './tasks.ts';

export { ExecutionAborted, ExecutionFailed, ExecutionTimedOut } from './asl/errors.ts';

export interface StateMachine {
  /**
   * Starts a run.
   * @param execution `$$.Execution`
   * @param onPause called with true when the run only waits before a retry, and with false when it
   * goes on
   */
  readonly run: (input: Json, execution?: ExecutionContext, onPause?: (pauses: boolean) => void) => StartedRun;
}

/**
 * Creates a state machine that runs in this process, from an ASL definition. Create each one once:
 * its runs share what is compiled here.
 * @throws Error that names the state and the member, if something in the definition does not run
 * locally (see asl/definition.ts)
 */
export function createStateMachine(source: unknown, tasks: Tasks): StateMachine {
  const { work, timeoutSeconds } = compileMachine(source, tasks);
  return {
    run(input, execution, onPause) {
      const run = new Run({ execution, onPause, trace: tasks.trace });
      return run.start(() => work(input, run), timeoutSeconds);
    },
  };
}
