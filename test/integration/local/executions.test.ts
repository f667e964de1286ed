import { ExecutionLimitExceeded, Executions, statusOf } from '../../../lib/local/aws/step-functions/executions.ts';
import type { Json, StateMachine } from '../../../lib/local/aws/step-functions/state-machine.ts';

const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:move';

/** A machine whose runs do what the test says. */
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

describe('executions on this machine', () => {
  it('run a few at once; the others wait as RUNNING without having begun, and begin in the order of their starts', async () => {
    const { run, runs, begun } = machine();
    const executions = new Executions({ run }, ARN, { atOnce: 2 });
    const started = ['a', 'b', 'c', 'd'].map((name) => executions.start({ name }, name));
    expect(begun()).toEqual([{ name: 'a' }, { name: 'b' }]);
    expect(started.map(statusOf)).toEqual(Array(4).fill('RUNNING'));
    runs[1]?.end();
    await settled();
    expect(begun()).toEqual([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
    for (const { end } of runs) end();
    await settled();
    for (const { end } of runs) end();
    await settled();
    expect(begun()).toHaveLength(4);
    expect(started.map(({ arn }) => executions.get(arn)).map((one) => one && statusOf(one))).toEqual(
      Array(4).fill('SUCCEEDED'),
    );
  });

  it('that wait are not doubled by a second start, and those that run are', () => {
    const { run, begun } = machine();
    const executions = new Executions({ run }, ARN, { atOnce: 1 });
    const named = () => executions.start({ id: 1 }, 'a').arn;
    expect(named()).not.toBe(executions.start({ id: 1 }, 'b').arn);
    const waits = named();
    expect([named(), named()]).toEqual([waits, waits]);
    const unnamed = executions.start({ wallet_id: '1' }).arn;
    expect(executions.start({ wallet_id: '1' }).arn).toBe(unnamed);
    expect(executions.start({ wallet_id: '2' }).arn).not.toBe(unnamed);
    expect(begun()).toEqual([{ id: 1 }]);
    expect(executions.list({ before: Number.POSITIVE_INFINITY, limit: 100 })).toHaveLength(5);
  });

  it('are refused when too many wait', () => {
    const { run } = machine();
    const executions = new Executions({ run }, ARN, { atOnce: 1, waiting: 1 });
    for (const name of ['a', 'b']) executions.start({}, name);
    expect(() => executions.start({}, 'c')).toThrow(ExecutionLimitExceeded);
    expect(executions.start({}, 'b').name).toBe('b');
  });

  it('that pause before they try again are in nobody’s way, up to a bound', async () => {
    const { run, runs, begun } = machine();
    const executions = new Executions({ run }, ARN, { atOnce: 1, begun: 2 });
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

  it('that are stopped while they wait never begin, and can be started again', async () => {
    const { run, runs, begun } = machine();
    const executions = new Executions({ run }, ARN, { atOnce: 1 });
    executions.start('a', 'a');
    const { arn } = executions.start('b', 'b');
    executions.stop(arn);
    const again = executions.start('b', 'b');
    expect(again.arn).not.toBe(arn);
    runs[0]?.end();
    await settled();
    expect(begun()).toEqual(['a', 'b']);
  });
});
