import { StateMachine as Machine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import * as z from 'zod';
import { Json } from '../json.ts';
import { DYNAMODB_ACTIONS, type Tasks } from './tasks.ts';

export type { DynamoDbAction, Tasks } from './tasks.ts';

/**
 * One run. `result` rejects with ExecutionError, ExecutionTimeoutError or ExecutionAbortedError of
 * the library.
 */
export interface Run {
  readonly result: Promise<Json>;
  readonly abort: () => void;
}

export interface StateMachine {
  /**
   * Starts a run.
   * @param execution the members of `$$.Execution` beside Input and StartTime
   * @param onPause called with true when the run only waits before a retry, and with false when it
   * goes on
   */
  readonly run: (
    input: Json,
    execution?: { Id: string; Name: string; RoleArn: string },
    onPause?: (pauses: boolean) => void,
  ) => Run;
}

/** The library validates a definition before it runs it. */
const Definition = z.custom<StateMachineDefinition>((value) => typeof value === 'object' && value !== null);

const Scope = z.object({
  States: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Resource: z.string().optional(),
      Retry: z.array(z.unknown()).optional(),
      get Branches(): z.ZodOptional<z.ZodArray<typeof Scope>> {
        return z.array(Scope).optional();
      },
    }),
  ),
});
type Scope = z.infer<typeof Scope>;

const InvokeParameters = z.object({ FunctionName: z.string(), Payload: Json.optional() });
const DYNAMODB_RESOURCE = /^arn:aws:states:::dynamodb:(?<action>\w+)$/;

/**
 * Creates a state machine that runs in this process, from an ASL definition in JSONPath with the
 * states Task, Parallel, Choice, Pass, Succeed and Fail. Create each one once: its validation costs
 * about 70 ms.
 * @throws Error if the definition is not valid ASL, has a task that cannot run locally, or has two
 * states of one name
 */
export function createStateMachine(source: unknown, tasks: Tasks): StateMachine {
  const machine = new Machine(Definition.parse(source), {
    validationOptions: { noValidate: tasks.validated ?? false },
  });
  const handlers: Record<string, (input: unknown) => Promise<Json>> = {};
  const delays: Record<string, number> = {};
  // By the name alone, inside branches too: no two states of a machine share one.
  const visit = (scope: Scope): void => {
    for (const [name, state] of Object.entries(scope.States)) {
      if (state.Type === 'Task') handlers[name] = taskHandler(name, state.Resource ?? '', tasks);
      if (state.Retry && tasks.retryDelayMs !== undefined) delays[name] = tasks.retryDelayMs;
      for (const branch of state.Branches ?? []) visit(branch);
    }
  };
  visit(Scope.parse(source));
  return {
    run(input, execution, onPause) {
      const { result, abort } = machine.run(input, {
        overrides: {
          taskResourceLocalHandlers: onPause ? watched(handlers, onPause) : handlers,
          retryIntervalOverrides: delays,
        },
        context: { Execution: { ...execution }, State: CLOCK },
      });
      return { result: result.then((output) => Json.parse(output)), abort };
    },
  };
}

type Handlers = Readonly<Record<string, (input: unknown) => Promise<Json>>>;

/** The tasks of one run. Between a failed task and the next task the run pauses. */
function watched(handlers: Handlers, onPause: (pauses: boolean) => void): Record<string, Handlers[string]> {
  let inFlight = 0;
  let failed = false;
  const watch = (handler: Handlers[string]): Handlers[string] => {
    return async (input) => {
      inFlight += 1;
      failed = false;
      onPause(false);
      try {
        return await handler(input);
      } catch (error) {
        failed = true;
        throw error;
      } finally {
        inFlight -= 1;
        if (failed && inFlight === 0) onPause(true);
      }
    };
  };
  return Object.fromEntries(Object.entries(handlers).map(([state, handler]) => [state, watch(handler)]));
}

/** `$$.State`. The library does not update it. A query reads it when the state is entered. */
const CLOCK = {
  get EnteredTime(): string {
    return new Date().toISOString();
  },
};

function taskHandler(state: string, resource: string, tasks: Tasks): (input: unknown) => Promise<Json> {
  if (resource === 'arn:aws:states:::lambda:invoke') {
    return async (input) => {
      const { FunctionName, Payload = {} } = InvokeParameters.parse(input);
      return { StatusCode: 200, Payload: await tasks.invoke(FunctionName, Payload) };
    };
  }
  const named = DYNAMODB_RESOURCE.exec(resource)?.groups?.action;
  const action = DYNAMODB_ACTIONS.find((known) => known === named);
  if (!action) throw new Error(`state "${state}": cannot run ${resource}`);
  return async (input) => tasks.dynamodb(action, Json.parse(input));
}
