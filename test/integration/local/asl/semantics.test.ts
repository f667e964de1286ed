import type { Json } from '../../../../lib/local/aws/json.ts';
import { createStateMachine } from '../../../../lib/local/aws/step-functions/state-machine.ts';
import { type Call, type Reaction, runVirtually, startHere } from './virtual-run.ts';

/** A task that calls the function `work` with the whole input, if nothing else is said. */
const task = (more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'work', 'Payload.$': '$' },
  OutputPath: '$.Payload',
  ...('Next' in more ? {} : { End: true }),
  ...more,
});
const pass = (more: object = {}) => ({ Type: 'Pass', ...('Next' in more ? {} : { End: true }), ...more });
const machine = (States: Record<string, object>, more: object = {}) => ({
  StartAt: Object.keys(States)[0],
  States,
  ...more,
});
const CAUGHT = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];

function run(definition: unknown, react: (call: Call) => Reaction = () => ({}), input: Json = {}, random = 0) {
  return runVirtually((tasks) => startHere(definition, input, tasks), react, random);
}

/** Reacts to the calls in order; with the last reaction to all further ones. */
function script(...reactions: Reaction[]): () => Reaction {
  let n = 0;
  return () => reactions[Math.min(n++, reactions.length - 1)] ?? {};
}

const times = (calls: readonly Call[]) => calls.map(({ at }) => at);

describe('the data of a state', () => {
  it.each<[string, object, Json]>([
    ['is its input, without members', {}, { a: { b: [1, { c: 'x' }] } }],
    ['is its input from InputPath', { InputPath: '$.a.b[1].c' }, 'x'],
    [
      'is made by Parameters of what InputPath selects',
      { InputPath: '$.a', Parameters: { 'd.$': '$.b[0]' } },
      { d: 1 },
    ],
    [
      'has constants beside paths',
      { Parameters: { list: [1, {}], e: { 'f.$': '$.a.b[0]' } } },
      { list: [1, {}], e: { f: 1 } },
    ],
    ['has the context', { Parameters: { 'n.$': '$$.Execution.Name' } }, { n: 'name' }],
    [
      'has the time of its start',
      { Parameters: { 'at.$': '$$.Execution.StartTime' } },
      { at: '2030-01-01T00:00:00.000Z' },
    ],
    [
      'has texts of values',
      { Parameters: { 't.$': "States.Format('+{}/{}.', $.a.b[0], $.a.b[1].c)" } },
      { t: '+1/x.' },
    ],
    [
      'has texts of JSON',
      { Parameters: { 't.$': "States.Format('[{},{}]', States.JsonToString($.a.b[1]), $.a.b[0])" } },
      { t: '[{"c":"x"},1]' },
    ],
    ['has JSON of values', { Parameters: { 'j.$': 'States.JsonToString($.a)' } }, { j: '{"b":[1,{"c":"x"}]}' }],
    ['is a Result, literally', { Result: { 'x.$': '$.no' } }, { 'x.$': '$.no' }],
    ['is a Result of null', { Result: null }, null],
    ['is put beside the input by ResultPath', { Result: 1, ResultPath: '$.r' }, { a: { b: [1, { c: 'x' }] }, r: 1 }],
    ['is put deep into the input by ResultPath', { Result: 1, ResultPath: '$.a.b', OutputPath: '$.a' }, { b: 1 }],
    ['is put into objects that ResultPath creates', { Result: 1, ResultPath: '$.r.s', OutputPath: '$.r' }, { s: 1 }],
    ['is dropped by a ResultPath of null', { Result: 1, ResultPath: null, OutputPath: '$.a.b[0]' }, 1],
    ['is cut by OutputPath', { OutputPath: '$.a.b[1]' }, { c: 'x' }],
  ])('%s', async (_what, members, output) => {
    const input = { a: { b: [1, { c: 'x' }] } };
    const before = structuredClone(input);
    expect((await run(machine({ A: pass(members) }), undefined, input)).end).toEqual({ output });
    expect(input).toEqual(before);
  });

  it('of a task is what ResultSelector makes of the result', async () => {
    const selecting = task({ ResultSelector: { 'p.$': '$.Payload.x' }, ResultPath: '$.r', OutputPath: '$' });
    const { end } = await run(machine({ A: selecting }), script({ result: { x: 1, y: 2 } }), { i: 0 });
    expect(end).toEqual({ output: { i: 0, r: { p: 1 } } });
  });

  it.each([
    ['an object', { x: 1 }],
    ['a list', [1]],
  ])('cannot have %s in a text', async (_what, value) => {
    const parameters = { FunctionName: 'work', Payload: { 't.$': "States.Format('{}', $.v)" } };
    const definition = machine({ A: task({ Parameters: parameters, Catch: CAUGHT }), Caught: pass() });
    const { end, calls } = await run(definition, undefined, { v: value });
    expect(end).toMatchObject({ output: { Error: 'States.IntrinsicFailure' } });
    expect(calls).toEqual([]);
  });

  it.each<[string, object]>([
    ['InputPath', pass({ InputPath: '$.no' })],
    ['OutputPath', pass({ OutputPath: '$.no' })],
    ['Parameters', pass({ Parameters: { 'x.$': '$.no' } })],
    ['an index', pass({ Parameters: { 'x.$': '$.list[1]' } })],
    ['a name of every object', pass({ Parameters: { 'x.$': '$.constructor' } })],
    ['a text', pass({ Parameters: { 'x.$': "States.Format('{}', $.no)" } })],
    ['JSON in a text', pass({ Parameters: { 'x.$': "States.Format('{}', States.JsonToString($.no))" } })],
    ['JSON', pass({ Parameters: { 'x.$': 'States.JsonToString($.no)' } })],
    ['a rule', { Type: 'Choice', Choices: [{ Variable: '$.no', StringEquals: '', Next: 'Caught' }] }],
    ['a task', task({ Parameters: { FunctionName: 'f', 'Payload.$': '$.no' } })],
  ])('fails the run with States.Runtime if %s leads to nothing', async (_what, state) => {
    const more = 'Resource' in state ? { Retry: [{ ErrorEquals: ['States.ALL'] }], Catch: CAUGHT } : {};
    const { end, calls } = await run(machine({ A: { ...state, ...more }, Caught: pass() }), undefined, { list: [1] });
    expect([end, calls]).toEqual([{ error: 'States.Runtime' }, []]);
  });

  it.each<[string, Json, string]>([
    ['the input is a text', 'text', '$.r'],
    ['the input is a list', [1], '$.r'],
    ['a text is in the way', { r: 'text' }, '$.r.s'],
    ['null is in the way', { r: null }, '$.r.s'],
  ])('fails with States.ResultPathMatchFailure, which Catch sees, if %s', async (_what, input, ResultPath) => {
    const definition = machine({ A: task({ ResultPath, OutputPath: '$', Catch: CAUGHT }), Caught: pass() });
    const { end } = await run(definition, undefined, input);
    expect(end).toMatchObject({ output: { Error: 'States.ResultPathMatchFailure' } });
  });

  it('is shared and frozen, so that no task changes the next run', async () => {
    const parameters = { TableName: 't', Key: { id: { S: 'x' } } };
    const write = task({ Resource: 'arn:aws:states:::dynamodb:putItem', Parameters: parameters, OutputPath: '$' });
    const { calls } = await run(machine({ A: write }));
    expect(calls[0]?.parameters).toEqual(parameters);
    expect(() => Object.assign(Object(calls[0]?.parameters).Key.id, { S: 'y' })).toThrow(TypeError);
  });
});

describe('a choice', () => {
  const to = (rule: object, more: object = { Default: 'No' }) => ({
    ...machine({ A: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], ...more } }),
    States: {
      A: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], ...more },
      Yes: pass({ Result: 'yes' }),
      No: pass({ Result: 'no' }),
    },
  });
  const x = (comparison: object) => ({ Variable: '$.x', ...comparison });
  it.each<[object, Json, string]>([
    [x({ StringEquals: 'a' }), { x: 'a' }, 'yes'],
    [x({ StringEquals: '' }), { x: '' }, 'yes'],
    [x({ StringEquals: 'a' }), { x: 'b' }, 'no'],
    [x({ StringEquals: '1' }), { x: 1 }, 'no'],
    [x({ BooleanEquals: false }), { x: false }, 'yes'],
    [x({ BooleanEquals: false }), { x: true }, 'no'],
    [x({ BooleanEquals: false }), { x: null }, 'no'],
    [x({ IsPresent: true }), { x: null }, 'yes'],
    [x({ IsPresent: true }), {}, 'no'],
    [x({ IsPresent: false }), {}, 'yes'],
    [x({ IsPresent: false }), { x: 1 }, 'no'],
    [{ Not: x({ IsPresent: true }) }, {}, 'yes'],
    [{ Not: x({ IsPresent: true }) }, { x: 1 }, 'no'],
    [{ And: [x({ IsPresent: true }), x({ StringEquals: 'a' })] }, { x: 'a' }, 'yes'],
    [{ And: [x({ IsPresent: true }), x({ StringEquals: 'a' })] }, { x: 'b' }, 'no'],
    [{ And: [x({ IsPresent: true }), x({ StringEquals: 'a' })] }, {}, 'no'],
  ])('by %j of %j is %s', async (rule, input, output) => {
    expect((await run(to(rule), undefined, input)).end).toEqual({ output });
  });

  it('without a rule that holds and without a default fails with States.NoChoiceMatched', async () => {
    const { States, ...rest } = to(x({ IsPresent: true }), {});
    expect((await run({ ...rest, States })).end).toEqual({ error: 'States.NoChoiceMatched' });
  });
});

describe('a retry', () => {
  const retrying = (Retry: object[], more: object = {}) => machine({ A: task({ Retry, ...more }), Caught: pass() });
  const ALL = { ErrorEquals: ['States.ALL'] };
  it.each<[string, object, number, number[]]>([
    ['three times after 1, 2 and 4 s, by default', ALL, 0, [0, 1, 3, 7]],
    ['after pauses that grow by BackoffRate', { ...ALL, IntervalSeconds: 2, BackoffRate: 3 }, 0, [0, 2, 8, 26]],
    ['after MaxDelaySeconds at most', { ...ALL, MaxDelaySeconds: 2, MaxAttempts: 4 }, 0, [0, 1, 3, 5, 7]],
    ['after random parts of the pauses', { ...ALL, JitterStrategy: 'FULL' }, 0.5, [0, 0.5, 1.5, 3.5]],
    ['immediately after no part of the pauses', { ...ALL, JitterStrategy: 'FULL' }, 0, [0, 0, 0, 0]],
    ['never with no attempts', { ...ALL, MaxAttempts: 0 }, 0, [0]],
  ])('comes %s', async (_what, retrier, random, seconds) => {
    const { end, calls } = await run(retrying([retrier]), () => ({ error: 'Busy' }), {}, random);
    expect([end, times(calls)]).toEqual([{ error: 'Busy' }, seconds.map((s) => s * 1000)]);
  });

  it('counts for each retrier alone, and the first that matches decides', async () => {
    const two = retrying([
      { ErrorEquals: ['Busy'], MaxAttempts: 1 },
      { ...ALL, MaxAttempts: 1 },
    ]);
    const errors = (...names: string[]) => script(...names.map((error) => ({ error })));
    expect((await run(two, errors('Busy', 'Other', 'Busy'))).calls).toHaveLength(3);
    expect((await run(two, errors('Busy', 'Busy'))).calls).toHaveLength(2);
    expect((await run(two, errors('Other', 'Busy', 'Other'))).calls).toHaveLength(3);
  });

  it('begins anew when a state is entered again', async () => {
    const again = machine({
      A: task({ Retry: [{ ...ALL, MaxAttempts: 1 }], OutputPath: '$', ResultPath: null, Next: 'B' }),
      B: task({ Retry: [{ ...ALL, MaxAttempts: 1 }], Catch: [{ ...ALL, Next: 'A' }] }),
    });
    const { calls } = await run(again, script({ error: 'E' }, {}, { error: 'E' }, { error: 'E' }, { error: 'E' }, {}));
    expect(calls).toHaveLength(7);
  });

  it('does not enter the state again: EnteredTime stays', async () => {
    const Parameters = { FunctionName: 'work', Payload: { 'at.$': '$$.State.EnteredTime' } };
    const { calls } = await run(retrying([ALL], { Parameters }), () => ({ error: 'Busy' }));
    expect(new Set(calls.map(({ parameters }) => JSON.stringify(parameters))).size).toBe(1);
    expect(times(calls)).toEqual([0, 1000, 3000, 7000]);
  });

  it('by States.TaskFailed is for every error but a timeout', async () => {
    const failed = retrying([{ ErrorEquals: ['States.TaskFailed'] }], { TimeoutSeconds: 1 });
    expect((await run(failed, () => ({ error: 'Busy' }))).calls).toHaveLength(4);
    const { end, calls } = await run(failed, () => ({ hangs: true }));
    expect([end, calls.length]).toEqual([{ error: 'States.Timeout' }, 1]);
  });
});

describe('a catch', () => {
  const caughtAt = (more: object) =>
    machine({ A: task({ Catch: [{ ErrorEquals: ['Busy'], Next: 'Caught', ...more }] }), Caught: pass() });
  it.each<[string, object, Json]>([
    ['is the whole output by default', {}, { Error: 'Busy', Cause: 'it says' }],
    ['is put beside the input by ResultPath', { ResultPath: '$.e' }, { i: 0, e: { Error: 'Busy', Cause: 'it says' } }],
    ['is dropped by a ResultPath of null', { ResultPath: null }, { i: 0 }],
  ])('has an error that %s', async (_what, more, output) => {
    expect((await run(caughtAt(more), () => ({ error: 'Busy' }), { i: 0 })).end).toEqual({ output });
  });

  it('leaves other errors to the run', async () => {
    expect((await run(caughtAt({}), () => ({ error: 'Other' }))).end).toEqual({ error: 'Other' });
  });

  it('treats a thrown value that is no Error as an Error', async () => {
    const definition = machine({ A: task({ Catch: CAUGHT }), Caught: pass() });
    const tasks = { invoke: () => Promise.reject('text'), dynamodb: async () => null };
    const { result } = createStateMachine(definition, tasks).run({});
    expect(await result).toEqual({ Error: 'Error', Cause: 'text' });
  });
});

describe('time', () => {
  it('ends a task after its TimeoutSeconds, and its result afterwards has no effect', async () => {
    const definition = machine({ A: task({ TimeoutSeconds: 2, Catch: CAUGHT }), Caught: task() });
    const { end, endedAt } = await run(definition, script({ afterMs: 2500 }, { afterMs: 1000, result: 'second' }));
    expect([end, endedAt]).toEqual([{ output: 'second' }, 3000]);
  });

  it.each([
    ['its TimeoutSeconds', { TimeoutSeconds: 7 }, 7000],
    ['five minutes, as in Express', {}, 300_000],
  ])('ends a run after %s, and nothing of it goes on', async (_what, more, ms) => {
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 5, BackoffRate: 1, MaxAttempts: 99 }];
    const { end, endedAt, calls } = await run(
      machine({ A: task({ Retry, Catch: CAUGHT }), Caught: pass() }, more),
      () => ({
        error: 'Busy',
      }),
    );
    expect([end, endedAt]).toEqual([{ error: expect.stringContaining('ExecutionTimedOut') }, ms]);
    expect(calls).toHaveLength(Math.ceil(ms / 5000));
  });
});

describe('branches', () => {
  const both = (a: object, b: object, more: object = { End: true }) => ({
    Type: 'Parallel',
    Branches: [machine({ A: a }), machine({ B: b })],
    ...more,
  });
  const calling = (name: string, more: object = {}) =>
    task({ Parameters: { FunctionName: name, 'Payload.$': '$' }, ...more });

  it('run at the same time on the same input, and their outputs are a list in their order', async () => {
    const parallel = both(calling('a'), calling('b'), { Parameters: { 'x.$': '$.y' }, ResultPath: '$.r', End: true });
    const reacting = ({ task: name }: Call) => ({ afterMs: name === 'a' ? 20 : 10, result: name });
    const { end, endedAt, calls } = await run(machine({ P: parallel }), reacting, { y: 1 });
    expect([end, endedAt]).toEqual([{ output: { y: 1, r: ['a', 'b'] } }, 20]);
    expect(calls.map(({ parameters }) => parameters)).toEqual([{ x: 1 }, { x: 1 }]);
  });

  it('end with the first that fails: the run fails, and the others make no further call', async () => {
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 99 }];
    const parallel = both(calling('a', { Retry }), calling('b'));
    const reacting = ({ task: name }: Call) => (name === 'a' ? { error: 'Busy' } : { afterMs: 2500, error: 'Broken' });
    const { end, endedAt, calls } = await run(machine({ P: parallel }), reacting);
    expect([end, endedAt]).toEqual([{ error: 'Broken' }, 2500]);
    expect(times(calls.filter(({ task: name }) => name === 'a'))).toEqual([0, 1000, 2000]);
  });

  it('pause the run only when each of them has ended or waits', async () => {
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 4, BackoffRate: 1 }];
    const definition = machine({ P: both(calling('a', { Retry }), calling('b'), { Next: 'C' }), C: calling('c') });
    const said: (boolean | number)[] = [];
    const reactions = { a: script({ error: 'Busy' }, { afterMs: 1 }), b: script({ afterMs: 1000 }), c: script({}) };
    await runVirtually(
      async (tasks) => {
        const began = Date.now();
        const onPause = (pauses: boolean) => said.push(Date.now() - began, pauses);
        return { output: await createStateMachine(definition, tasks).run({}, undefined, onPause).result };
      },
      ({ task: name }) => (name === 'a' || name === 'b' || name === 'c' ? reactions[name]() : {}),
    );
    expect(said).toEqual([1000, true, 4000, false]);
  });
});

describe('a Fail state', () => {
  it('ends the run with its error and cause', async () => {
    const definition = machine({ F: { Type: 'Fail', Error: 'Refused', Cause: 'It says why.' } });
    const { result } = createStateMachine(definition, { invoke: async () => null, dynamodb: async () => null }).run({});
    await expect(result).rejects.toMatchObject({ error: 'Refused', message: 'It says why.' });
  });
});
