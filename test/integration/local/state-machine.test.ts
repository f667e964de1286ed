import { createStateMachine, ExecutionAborted } from '../../../lib/local/aws/step-functions/state-machine.ts';
import type { Tasks } from '../../../lib/local/aws/step-functions/tasks.ts';

const RETRY_DELAY_MS = 0;
const noDatabase: Tasks['dynamodb'] = async () => null;

/** A task, in a branch of its own, that retries one error twice and catches another. */
const MACHINE = {
  StartAt: 'Both',
  States: {
    Both: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Work',
          States: {
            Work: {
              Type: 'Task',
              Resource: 'arn:aws:states:::lambda:invoke',
              Parameters: { FunctionName: 'work', 'Payload.$': '$' },
              OutputPath: '$.Payload',
              Retry: [
                { ErrorEquals: ['Never'], MaxAttempts: 0 },
                { ErrorEquals: ['Busy'], IntervalSeconds: 60, MaxAttempts: 2 },
              ],
              Catch: [{ ErrorEquals: ['DynamoDB.ConditionalCheckFailedException'], Next: 'Refused' }],
              End: true,
            },
            Refused: { Type: 'Pass', Result: 'refused', End: true },
          },
        },
      ],
      End: true,
    },
  },
};

const failure = (name: string) => Object.assign(new Error('it says'), { name });

function run(invoke: Tasks['invoke']) {
  return createStateMachine(MACHINE, { invoke, dynamodb: noDatabase, retryDelayMs: RETRY_DELAY_MS }).run({ n: 1 })
    .result;
}

describe('a state machine in this process', () => {
  it('retries by the name of the error, as often as the definition says, without its delays', async () => {
    const invoke = jest
      .fn()
      .mockRejectedValueOnce(failure('Busy'))
      .mockRejectedValueOnce(failure('Busy'))
      .mockResolvedValue('done');
    expect(await run(invoke)).toEqual(['done']);
    expect(invoke).toHaveBeenCalledTimes(3);
  });

  it('reports when a run only waits before a retry', async () => {
    const said: (boolean | string)[] = [];
    const invoke = jest
      .fn()
      .mockImplementationOnce(async () => {
        said.push('works');
        throw failure('Busy');
      })
      .mockImplementationOnce(async () => said.push('works'));
    const machine = createStateMachine(MACHINE, { invoke, dynamodb: noDatabase, retryDelayMs: RETRY_DELAY_MS });
    await machine.run({ n: 1 }, undefined, (pauses) => said.push(pauses)).result;
    expect(said).toEqual(['works', true, false, 'works']);
  });

  it('says what a run enters and leaves, and which rules it takes', async () => {
    const steps: string[] = [];
    const invoke = jest
      .fn()
      .mockRejectedValueOnce(failure('Busy'))
      .mockRejectedValueOnce(failure('DynamoDB.ConditionalCheckFailedException'));
    const trace: Tasks['trace'] = (state, step) => steps.push(`${state}: ${step}`);
    await createStateMachine(MACHINE, { invoke, dynamodb: noDatabase, retryDelayMs: RETRY_DELAY_MS, trace }).run({})
      .result;
    expect(steps).toEqual([
      'Both: entered',
      'Work: entered',
      'Work: Retry[1]',
      'Work: Catch[0]',
      'Work: left',
      'Refused: entered',
      'Refused: left',
      'Both: left',
    ]);
  });

  it.each([
    ['error', () => Promise.reject(failure('Busy'))],
    ['result', () => Promise.resolve('done')],
  ])('does nothing more after it is aborted, whatever %s its task has', async (_what, ends) => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const invoke = jest.fn().mockImplementation(() => released.then(ends));
    const trace = jest.fn();
    const machine = createStateMachine(MACHINE, { invoke, dynamodb: noDatabase, retryDelayMs: RETRY_DELAY_MS, trace });
    const { result, abort } = machine.run({});
    abort();
    await expect(result).rejects.toBeInstanceOf(ExecutionAborted);
    release();
    await new Promise((resolve) => setImmediate(resolve));
    expect(invoke).toHaveBeenCalledTimes(1);
    expect(trace.mock.calls.map(([, step]) => step)).toEqual(['entered', 'entered']);
  });

  it('fails when the retries are used up', async () => {
    const invoke = jest.fn().mockRejectedValue(failure('Busy'));
    await expect(run(invoke)).rejects.toMatchObject({ error: 'Busy' });
    expect(invoke).toHaveBeenCalledTimes(3);
  });

  it('does not retry another error', async () => {
    const invoke = jest.fn().mockRejectedValue(failure('Never'));
    await expect(run(invoke)).rejects.toMatchObject({ error: 'Never', message: 'it says' });
    expect(invoke).toHaveBeenCalledTimes(1);
  });

  it('catches by the name of the error', async () => {
    const invoke = jest.fn().mockRejectedValue(failure('DynamoDB.ConditionalCheckFailedException'));
    expect(await run(invoke)).toEqual(['refused']);
  });

  it('gives each state the time at which it was entered', async () => {
    const clock = (next: object) => ({
      Type: 'Task',
      Resource: 'arn:aws:states:::dynamodb:updateItem',
      Parameters: { 'at.$': '$$.State.EnteredTime' },
      ...next,
    });
    const times: unknown[] = [];
    const dynamodb: Tasks['dynamodb'] = async (_action, parameters) => {
      times.push(parameters);
      const entered = Date.now();
      while (Date.now() === entered) await new Promise((resolve) => setImmediate(resolve));
      return {};
    };
    const definition = { StartAt: 'A', States: { A: clock({ Next: 'B' }), B: clock({ End: true }) } };
    await createStateMachine(definition, { invoke: async () => null, dynamodb }).run({}).result;
    expect(times).toEqual([{ at: expect.stringMatching(/^\d{4}-.*Z$/) }, { at: expect.any(String) }]);
    expect(times[0]).not.toEqual(times[1]);
  });
});
