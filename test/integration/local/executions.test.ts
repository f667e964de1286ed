import type { Json } from '../../../lib/local/aws/json.ts';
import { ExecutionLimitExceeded, Executions, type Outcome } from '../../../lib/local/aws/step-functions/executions.ts';
import type { StateMachine } from '../../../lib/local/aws/step-functions/state-machine.ts';

const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:move';

/** A machine whose runs end and pause as the test says. */
function machine() {
  const runs: { input: Json; end: () => void; pause: (pauses: boolean) => void }[] = [];
  const run: StateMachine['run'] = (input, _execution, onPause) => {
    const { promise, resolve, reject } = Promise.withResolvers<Json>();
    runs.push({ input, end: () => resolve('done'), pause: (pauses) => onPause?.(pauses) });
    return { result: promise, abort: () => reject(new Error('aborted')) };
  };
  return { run, runs, begun: () => runs.map(({ input }) => input) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('Executions', () => {
  it('runs a few at once; the others wait without having begun, and begin in the order of their starts', async () => {
    const { run, runs, begun } = machine();
    const outcomes: Outcome[] = [];
    const onEnd = (_: unknown, outcome: Outcome) => outcomes.push(outcome);
    const executions = new Executions({ run }, ARN, { bounds: { atOnce: 2 }, onEnd });
    for (const name of ['a', 'b', 'c', 'd']) executions.start({ name }, name);
    expect(begun()).toEqual([{ name: 'a' }, { name: 'b' }]);
    expect([executions.unfinished, outcomes]).toEqual([4, []]);
    runs[1]?.end();
    await settled();
    expect(begun()).toEqual([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
    for (const { end } of runs) end();
    await settled();
    for (const { end } of runs) end();
    await settled();
    expect(begun()).toHaveLength(4);
    expect(outcomes).toEqual(Array(4).fill({ status: 'SUCCEEDED', output: 'done' }));
    expect(executions.unfinished).toBe(0);
  });

  it('does not double an execution that waits by a second start, and does double one that runs', () => {
    const { run, begun } = machine();
    const executions = new Executions({ run }, ARN, { bounds: { atOnce: 1 } });
    const named = () => executions.start({ id: 1 }, 'a').arn;
    expect(named()).not.toBe(executions.start({ id: 1 }, 'b').arn);
    const waits = named();
    expect([named(), named()]).toEqual([waits, waits]);
    const unnamed = executions.start({ wallet_id: '1' }).arn;
    expect(executions.start({ wallet_id: '1' }).arn).toBe(unnamed);
    expect(executions.start({ wallet_id: '2' }).arn).not.toBe(unnamed);
    expect(begun()).toEqual([{ id: 1 }]);
    expect(executions.unfinished).toBe(5);
  });

  it('ends all executions where they are when they are forgotten, and runs later ones', async () => {
    const { run, runs, begun } = machine();
    const outcomes: Outcome[] = [];
    const executions = new Executions({ run }, ARN, {
      bounds: { atOnce: 1 },
      onEnd: (_: unknown, outcome: Outcome) => outcomes.push(outcome),
    });
    const [, waiting] = ['a', 'b'].map((name) => executions.start({ name }, name));
    executions.forget();
    await settled();
    expect(await waiting?.ended).toEqual({ status: 'FAILED', error: 'forgotten' });
    expect([executions.unfinished, begun(), outcomes]).toEqual([
      0,
      [{ name: 'a' }],
      [{ status: 'FAILED', error: 'Error', cause: 'aborted' }],
    ]);
    executions.start({ name: 'c' }, 'c');
    runs[1]?.end();
    await settled();
    expect(outcomes.at(-1)).toEqual({ status: 'SUCCEEDED', output: 'done' });
  });

  it('refuses a start when too many wait', () => {
    const { run } = machine();
    const executions = new Executions({ run }, ARN, { bounds: { atOnce: 1, waiting: 1 } });
    for (const name of ['a', 'b']) executions.start({}, name);
    expect(() => executions.start({}, 'c')).toThrow(ExecutionLimitExceeded);
    expect(executions.start({}, 'b').name).toBe('b');
  });

  it('runs others while an execution pauses before a retry, up to a bound', async () => {
    const { run, runs, begun } = machine();
    const executions = new Executions({ run }, ARN, { bounds: { atOnce: 1, begun: 2 } });
    for (const name of ['a', 'b', 'c']) executions.start(name, name);
    runs[0]?.pause(true);
    expect(begun()).toEqual(['a', 'b']);
    runs[1]?.pause(true);
    expect(begun()).toEqual(['a', 'b']);
    runs[0]?.pause(false);
    runs[0]?.end();
    await settled();
    expect(begun()).toEqual(['a', 'b', 'c']);
    executions.start('d', 'd');
    runs[2]?.end();
    await settled();
    expect(begun()).toEqual(['a', 'b', 'c', 'd']);
  });
});
