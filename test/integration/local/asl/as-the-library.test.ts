import {
  ExecutionError,
  ExecutionTimeoutError,
  StateMachine as Library,
  type StateMachineDefinition,
} from 'aws-local-stepfunctions';
import * as fc from 'fast-check';
import * as z from 'zod';
import { Json } from '../../../../lib/local/aws/json.ts';
import { DYNAMODB_ACTIONS, type Tasks } from '../../../../lib/local/aws/step-functions/tasks.ts';
import stateMachines from '../../../../lib/stack/state-machines.cjs';
import { type Call, type End, type Reaction, runVirtually, startHere, type VirtualRun } from './virtual-run.ts';

// aws-local-stepfunctions ran the state machines before. What it does with them, the compiled
// machines do, too. It differs where it is wrong: it reads $$.State.EnteredTime again for each
// retry, and it calls a task once more when a run ends during a pause.

const State = z.looseObject({
  Type: z.string(),
  Resource: z.string().default(''),
  TimeoutSeconds: z.number().optional(),
  Retry: z.array(z.looseObject({ ErrorEquals: z.array(z.string()) })).default([]),
  Catch: z.array(z.looseObject({ ErrorEquals: z.array(z.string()) })).default([]),
  Branches: z.array(z.looseObject({ States: z.record(z.string(), z.unknown()) })).default([]),
});
type State = z.infer<typeof State>;
const Scope = z.looseObject({ States: z.record(z.string(), z.unknown()) });

function statesOf(definition: unknown): [string, State][] {
  return Object.entries(Scope.parse(definition).States).flatMap(([name, source]) => {
    const state = State.parse(source);
    return [[name, state] as [string, State], ...state.Branches.flatMap(statesOf)];
  });
}

/** The library ends a task without TimeoutSeconds after 60 s, and AWS does not. */
function withTimeouts(definition: unknown): unknown {
  return JSON.parse(JSON.stringify(definition), (_name, value) =>
    value?.Type === 'Task' ? { TimeoutSeconds: 60, ...value } : value,
  );
}

const Definition = z.custom<StateMachineDefinition>((value) => typeof value === 'object');
const Invocation = z.object({ FunctionName: z.string(), Payload: Json });

function startInLibrary(definition: unknown, input: Json, tasks: Tasks): Promise<End> {
  const handlers = statesOf(definition).flatMap(([name, { Type, Resource }]) =>
    Type === 'Task' ? [[name, handlerOf(Resource, tasks)] as const] : [],
  );
  const library = new Library(Definition.parse(definition), { validationOptions: { noValidate: true } });
  const { result } = library.run(input, {
    overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
    context: {
      State: { EnteredTime: new Date().toISOString() },
      Execution: { StartTime: '2030-01-01T00:00:00.000Z' },
    },
  });
  return result.then(
    (output) => ({ output }),
    (error: unknown) => ({ error: errorName(error) }),
  );
}

function handlerOf(resource: string, tasks: Tasks) {
  const action = DYNAMODB_ACTIONS.find((known) => resource.endsWith(`:dynamodb:${known}`));
  return async (input: Json): Promise<Json> => {
    if (action) return tasks.dynamodb(action, input);
    const { FunctionName, Payload } = Invocation.parse(input);
    return { StatusCode: 200, Payload: await tasks.invoke(FunctionName, Payload) };
  };
}

function errorName(error: unknown): string {
  if (error instanceof ExecutionTimeoutError) return 'ExecutionTimedOut';
  return error instanceof ExecutionError && error.cause instanceof Error ? error.cause.name : String(error);
}

const definitions = stateMachines.names().map((name) => withTimeouts(stateMachines.definition(name)));
/** Every error that a state handles, and one that none names. */
const errors = [
  ...new Set(
    definitions
      .flatMap(statesOf)
      .flatMap(([, { Retry, Catch }]) => [...Retry, ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals))
      .filter((error) => !error.startsWith('States.')),
  ),
  'Unheard.Of',
];

/** What a transfer in the journal can look like, or a damaged one. */
const attributes = fc
  .record(
    {
      decision: fc.constantFrom('COMMIT', 'ABORT', 'NEITHER').map((S) => ({ S })),
      outcome: fc.constantFrom('SUCCESSFUL', 'INVALID', 'FAILED').map((S) => ({ S })),
    },
    { requiredKeys: [] },
  )
  .map((more) => ({ amount: { N: '7' }, to_id: { S: '2' }, deadline: { S: '2030-01-01/PT15S' }, ...more }));
const results = {
  dynamodb: fc.oneof(
    { weight: 20, arbitrary: attributes.map((all) => ({ Attributes: all, Item: all })) },
    { weight: 1, arbitrary: fc.constant({}) },
  ),
  function: fc.oneof(
    {
      weight: 20,
      arbitrary: fc.record(
        {
          outcome: fc.oneof(
            { weight: 4, arbitrary: fc.constant('HELD') },
            fc.constantFrom('INVALID', 'FAILED', 'WAITING'),
          ),
          note: fc.constant('a note'),
          next: fc.constantFrom('done', 'more', 'later'),
          settled: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
          // A function of the version before does not return it.
          at: fc.constant('0+226'),
        },
        { requiredKeys: ['outcome', 'note', 'settled', 'next'] },
      ),
    },
    { weight: 1, arbitrary: fc.constant({ outcome: 'WAITING' }) },
  ),
};
/** Odd times, so that no two timers ring at the same ms. */
const took = fc.nat({ max: 4000 }).map((n) => 2 * n + 1);
const reactionWith = (result: fc.Arbitrary<Json>): fc.Arbitrary<Reaction> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ afterMs: took, result }) },
    { weight: 4, arbitrary: fc.record({ afterMs: took, error: fc.constantFrom(...errors) }) },
    { weight: 1, arbitrary: fc.constant({ hangs: true as const }) },
  );
const reactions = fc.record({
  dynamodb: fc.func(reactionWith(results.dynamodb)),
  function: fc.func(reactionWith(results.function)),
});

/** Timestamps depend on when the library reads them. */
function timeless<T extends Call | VirtualRun>(seen: T): T {
  return JSON.parse(JSON.stringify(seen).replaceAll(/2030-[-\dT:.]+Z/g, 'a time'));
}

/** What the two have in common: calls in the order of their times, until the run ends. */
function comparable({ end, endedAt, calls }: VirtualRun) {
  const made = calls.filter(({ at }) => at < endedAt).map((call) => JSON.stringify(call));
  return { end: 'error' in end ? end.error.replace(/:.*/, '') : end.output, endedAt, calls: made.sort() };
}

describe.each(stateMachines.names().map((name, n) => [name, definitions[n]]))(
  'the state machine %s',
  (_name, definition) => {
    it('makes the same calls at the same times and ends as in aws-local-stepfunctions', async () => {
      const ends = new Set<string>();
      const jitter = fc.nat({ max: 999 }).map((n) => n / 1000);
      const property = fc.asyncProperty(reactions, jitter, async (reacting, random) => {
        const run = (start: typeof startHere) => {
          const counts = new Map<string, number>();
          return runVirtually(
            (tasks) => start(definition, { from_id: '1', tx_id: '01K', wallet_id: '1', op: 1, shard: 0 }, tasks),
            (call) => {
              const { task, parameters } = timeless(call);
              const key = JSON.stringify([task, parameters]);
              const n = counts.get(key) ?? 0;
              counts.set(key, n + 1);
              return task.includes('Function') ? reacting.function(key, n) : reacting.dynamodb(key, n);
            },
            random,
          );
        };
        const [here, library] = [await run(startHere), await run(startInLibrary)];
        expect(comparable(timeless(here))).toEqual(comparable(timeless(library)));
        ends.add('error' in here.end ? here.end.error : 'output');
      });
      // Shrinking these functions takes minutes.
      await fc.assert(property, { numRuns: 100, endOnFailure: true });
      expect(ends).toContain('output');
      expect(ends.size).toBeGreaterThan(2);
    }, 60_000);
  },
);
