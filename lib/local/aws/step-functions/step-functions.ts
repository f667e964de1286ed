import * as z from 'zod';
import type { MachineSource } from '../../template/machine-source.ts';
import { type Operation, operation, ServiceError } from '../aws-json.ts';
import { onlyWaits } from '../caller.ts';
import { Json } from '../json.ts';
import { named } from './asl/errors.ts';
import {
  type Execution,
  type ExecutionBounds,
  ExecutionLimitExceeded,
  type ExecutionLoad,
  Executions,
  type Outcome,
} from './executions.ts';
import { createStateMachine } from './state-machine.ts';
import type { Tasks } from './tasks.ts';

export interface StepFunctionsOptions {
  /** Of each machine; by default EXECUTION_BOUNDS. */
  readonly bounds?: Partial<ExecutionBounds>;
  /** Called once for each execution. */
  readonly onEnd?: (execution: Execution, outcome: Outcome) => void;
}

export interface StepFunctions {
  readonly operations: Readonly<Record<string, Operation>>;
  /** How many executions of all machines have been started and have not ended. */
  readonly unfinished: () => number;
  /** Of all machines. */
  readonly load: ExecutionLoad;
  /** Ends all executions where they are, as if the process had been killed. */
  readonly forget: () => void;
}

const MAX_INPUT_BYTES = 262_144;
/** What Step Functions refuses in a name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among it
const FORBIDDEN_IN_NAMES = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

const Start = z.object({
  stateMachineArn: z.string().min(1).max(256),
  name: z.string().optional(),
  input: z.string().default('{}'),
});

/**
 * StartExecution and StartSyncExecution of the Step Functions API. Executions are Express: AWS cannot
 * describe, list or stop those either. An execution goes on when the caller of StartSyncExecution is
 * gone.
 * @throws Error if a definition is wrong (see createStateMachine)
 */
export function stepFunctions(
  machines: readonly MachineSource[],
  tasks: Tasks,
  options: StepFunctionsOptions = {},
): StepFunctions {
  const listeners: ((ended: boolean) => void)[] = [];
  const onRelease = (ended: boolean) => {
    for (const listener of listeners) listener(ended);
  };
  const executionsOf = ({ name, arn, definition }: MachineSource) => {
    const machine = named(`state machine ${name}`, () => createStateMachine(definition, tasks));
    return new Executions(machine, arn, { ...options, onRelease });
  };
  const byArn = new Map(machines.map((machine) => [machine.arn, executionsOf(machine)]));
  const all = [...byArn.values()];
  const start = ({ stateMachineArn, name, input }: z.output<typeof Start>) => {
    const executions = byArn.get(stateMachineArn);
    if (!executions) {
      throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
    }
    if (name !== undefined) checkName(name);
    return starting(() => executions.start(parseInput(input), name));
  };
  return {
    operations: {
      'AWSStepFunctions.StartExecution': operation(Start, (request) => {
        const { arn, startedAt } = start(request);
        return { executionArn: arn, startDate: startedAt / 1_000 };
      }),
      'AWSStepFunctions.StartSyncExecution': operation(Start, async (request) => {
        const { arn, name, startedAt, ended } = start(request);
        onlyWaits();
        const outcome = await ended;
        return {
          executionArn: arn,
          stateMachineArn: request.stateMachineArn,
          name,
          startDate: startedAt / 1_000,
          stopDate: Date.now() / 1_000,
          ...outcome,
          ...('output' in outcome && { output: JSON.stringify(outcome.output) }),
        };
      }),
    },
    unfinished: () => all.reduce((sum, { unfinished }) => sum + unfinished, 0),
    load: {
      busy: () => all.reduce((sum, { busy }) => sum + busy, 0),
      onRelease: (listener) => listeners.push(listener),
    },
    forget: () => {
      for (const executions of all) executions.forget();
    },
  };
}

function starting(start: () => Execution): Execution {
  try {
    return start();
  } catch (error) {
    if (error instanceof ExecutionLimitExceeded) throw new ServiceError(error.name, error.message);
    throw error;
  }
}

function checkName(name: string): void {
  if (name === '' || name.length > 80 || FORBIDDEN_IN_NAMES.test(name)) {
    throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
  }
}

function parseInput(text: string): Json {
  if (Buffer.byteLength(text) > MAX_INPUT_BYTES) {
    throw new ServiceError('InvalidExecutionInput', `The input is larger than ${MAX_INPUT_BYTES} bytes`);
  }
  try {
    return Json.parse(JSON.parse(text));
  } catch {
    throw new ServiceError('InvalidExecutionInput', 'Invalid State Machine Execution Input: it is not JSON');
  }
}
