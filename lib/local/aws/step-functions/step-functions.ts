import * as z from 'zod';
import { type Operation, operation, ServiceError } from '../aws-json.ts';
import {
  type Execution,
  type ExecutionBounds,
  ExecutionLimitExceeded,
  Executions,
  STATUSES,
  statusOf,
} from './executions.ts';
import { createStateMachine } from './state-machine.ts';
import { Json, type Tasks } from './tasks.ts';

/** A state machine as the endpoint is told of it. */
export type MachineSource = z.infer<typeof MachineSource>;
export const MachineSource = z.object({ name: z.string(), arn: z.string(), definition: z.json() });

const MAX_INPUT_BYTES = 262_144;
/** What Step Functions refuses in a name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among it
const FORBIDDEN_IN_NAMES = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

const Arn = z.string().min(1).max(256);
const Reason = { error: z.string().max(256).optional(), cause: z.string().max(32_768).optional() };
const Start = z.object({ stateMachineArn: Arn, name: z.string().optional(), input: z.string().default('{}') });
const Describe = z.object({ executionArn: Arn });
const Stop = z.object({ executionArn: Arn, ...Reason });
const List = z.object({
  stateMachineArn: Arn,
  statusFilter: z.enum(STATUSES).optional(),
  maxResults: z.int().min(0).max(1_000).default(100),
  nextToken: z.string().optional(),
});

/**
 * The operations of the Step Functions API that the SDK's client calls: StartExecution, DescribeExecution, ListExecutions,
 * StopExecution. All executions are Express, but can be described and listed like Standard ones, newest first.
 * @param bounds of each machine, by default EXECUTION_BOUNDS
 * @throws Error if a machine is not right (see createStateMachine)
 */
export function stepFunctions(
  machines: readonly MachineSource[],
  tasks: Tasks,
  bounds: Partial<ExecutionBounds> = {},
): Record<string, Operation> {
  const byArn = new Map(
    machines.map(({ arn, definition }) => [arn, new Executions(createStateMachine(definition, tasks), arn, bounds)]),
  );
  const machine = (arn: string): Executions => {
    const found = byArn.get(arn);
    if (!found) throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return found;
  };
  const execution = (arn: string): { of: Executions; found: Execution } => {
    for (const of of byArn.values()) {
      const found = of.get(arn);
      if (found) return { of, found };
    }
    throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  };
  return {
    'AWSStepFunctions.StartExecution': operation(Start, ({ stateMachineArn, name, input }) => {
      const executions = machine(stateMachineArn);
      if (name !== undefined) checkName(name);
      const { arn, startedAt } = starting(() => executions.start(parseInput(input), name));
      return { executionArn: arn, startDate: startedAt / 1_000 };
    }),
    'AWSStepFunctions.DescribeExecution': operation(Describe, ({ executionArn }) =>
      details(execution(executionArn).found),
    ),
    'AWSStepFunctions.StopExecution': operation(Stop, ({ executionArn, ...reason }) => {
      const { of, found } = execution(executionArn);
      of.stop(found.arn, reason);
      return { stopDate: summary(found).stopDate };
    }),
    'AWSStepFunctions.ListExecutions': operation(List, ({ stateMachineArn, statusFilter, maxResults, nextToken }) => {
      const before = nextToken === undefined ? Number.POSITIVE_INFINITY : numberOf(nextToken);
      const limit = maxResults || 100;
      const found = machine(stateMachineArn).list({ status: statusFilter, before, limit: limit + 1 });
      const page = found.slice(0, limit);
      return {
        executions: page.map(summary),
        ...(found.length > limit && { nextToken: tokenOf(page.at(-1)?.number ?? 0) }),
      };
    }),
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

function tokenOf(number: number): string {
  return Buffer.from(String(number)).toString('base64url');
}

function numberOf(token: string): number {
  const number = Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isSafeInteger(number)) throw new ServiceError('InvalidToken', `Invalid Token: '${token}'`);
  return number;
}

function summary(execution: Execution) {
  const { outcome } = execution;
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machineArn,
    name: execution.name,
    status: statusOf(execution),
    startDate: execution.startedAt / 1_000,
    ...(outcome && { stopDate: outcome.at / 1_000 }),
  };
}

function details(execution: Execution) {
  const { outcome } = execution;
  return {
    ...summary(execution),
    input: JSON.stringify(execution.input),
    inputDetails: { included: true },
    ...(outcome?.output !== undefined && { output: JSON.stringify(outcome.output), outputDetails: { included: true } }),
    error: outcome?.error,
    cause: outcome?.cause,
  };
}
