import { StateMachine as Machine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import * as z from 'zod';
import { Json } from '../json.ts';
import { DYNAMODB_ACTIONS, type Tasks } from './tasks.ts';

export type { DynamoDbAction, Tasks } from './tasks.ts';

/** One run. `result` rejects with the library's ExecutionError, ExecutionTimeoutError or ExecutionAbortedError. */
export interface Run {
  readonly result: Promise<Json>;
  readonly abort: () => void;
}

export interface StateMachine {
  /**
   * Starts a run.
   * @param execution what `$$.Execution` says beside Input and StartTime
   * @param onPause told whether the run only waits, before it tries a failed task again
   */
  readonly run: (
    input: Json,
    execution?: { Id: string; Name: string; RoleArn: string },
    onPause?: (pauses: boolean) => void,
  ) => Run;
}

/** Whether it is one is for the library to say: it looks a definition over before it runs it. */
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
 * Makes a state machine that runs in this process, of an ASL definition (JSONPath; Task, Parallel, Choice, Pass, Succeed, Fail).
 * Make each one once: looking it over costs about 70 ms.
 * @throws Error if it is not right ASL, uses a task this machine cannot run, or two of its states share a name
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

/** The tasks of one run: after a failure, and until a next one begins, it waits to try again. */
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

/** `$$.State`. The library does not keep it up to date; a query reads it in the moment in which the state is entered. */
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
