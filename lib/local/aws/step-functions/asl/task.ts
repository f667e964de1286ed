import type { Json } from '../../json.ts';
import { InvokeParameters, parsed, type Task } from './definition.ts';
import { errorOutput, isRuntimeError, named, StatesError } from './errors.ts';
import type { Strand } from './paths.ts';
import { catching, type Retries, retries } from './retry.ts';
import type { Run, Step } from './run.ts';
import { effectiveInput, type Left, nextOf, outputOf, type State, selectedInput, type Target } from './state.ts';
import { DYNAMODB_ACTIONS, type Tasks } from './tasks.ts';
import { computed, template } from './templates.ts';

const INVOKE = 'arn:aws:states:::lambda:invoke';
const DYNAMODB = 'arn:aws:states:::dynamodb:';

/**
 * Compiles a Task.
 * @throws Error if the resource does not run locally
 */
export function task(name: string, definition: Task, target: Target, tasks: Tasks): State {
  const { TimeoutSeconds } = definition;
  const next = nextOf(definition, target);
  const call = callOf(definition, tasks);
  const output = outputOf(definition);
  const retrying = retries(definition.Retry, tasks.retryDelayMs);
  const caught = catching(definition.Catch, target);

  async function attempt(input: Json, strand: Strand): Promise<Left> {
    const result = call(input, strand);
    const inTime = TimeoutSeconds === undefined ? result : within(TimeoutSeconds, result, strand.run);
    return { output: output(input, await inTime, strand), next };
  }

  return {
    waits: true,
    async enter(input, strand) {
      const { run } = strand;
      let counted: Retries | undefined;
      for (;;) {
        try {
          return await attempt(input, strand);
        } catch (error) {
          if (run.over || isRuntimeError(error)) throw error;
          const took = (step: Step) => run.trace?.(name, step);
          counted ??= retrying();
          const pauseMs = counted.pauseAfter(errorOutput(error).Error, took);
          if (pauseMs !== undefined) {
            await run.pause(pauseMs);
            continue;
          }
          const left = caught(input, error, took);
          if (!left) throw error;
          return left;
        }
      }
    },
  };
}

/** Starts the task of a state. */
type Call = (input: Json, strand: Strand) => Promise<Json>;

function callOf(definition: Task, tasks: Tasks): Call {
  const { Resource } = definition;
  if (Resource === INVOKE) return invocation(definition, tasks);
  const action = DYNAMODB_ACTIONS.find((known) => Resource === DYNAMODB + known);
  if (!action) throw new Error(`Resource: ${Resource} does not run locally`);
  const parameters = effectiveInput(definition);
  return (input, strand) => tasks.dynamodb(action, parameters(input, strand));
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
function invocation(definition: Task, tasks: Tasks): Call {
  const {
    FunctionName,
    Payload = {},
    'Payload.$': path,
  } = named('Parameters', () => parsed(InvokeParameters, definition.Parameters));
  const select = selectedInput(definition);
  const payload = path === undefined ? template(Payload, 'Parameters.Payload') : computed(path, 'Parameters.Payload.$');
  return async (input, strand) => ({
    StatusCode: 200,
    Payload: await tasks.invoke(FunctionName, payload(select(input, strand), strand)),
  });
}

/** The result of a task, or States.Timeout. */
function within(seconds: number, task: Promise<Json>, run: Run): Promise<Json> {
  return new Promise((resolve, reject) => {
    const timer = run.after(seconds * 1000, () =>
      reject(new StatesError('States.Timeout', `The task took longer than ${seconds} s`)),
    );
    task.then(
      (result) => {
        run.clear(timer);
        resolve(result);
      },
      (error: unknown) => {
        run.clear(timer);
        reject(error);
      },
    );
  });
}
