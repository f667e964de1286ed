import { createStateMachine, type Tasks } from '../../../lib/local/aws/step-functions/state-machine.ts';

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
    expect(said).toEqual([false, 'works', true, false, 'works']);
  });

  it('fails when the retries are used up', async () => {
    const invoke = jest.fn().mockRejectedValue(failure('Busy'));
    await expect(run(invoke)).rejects.toMatchObject({ cause: { name: 'Busy' } });
    expect(invoke).toHaveBeenCalledTimes(3);
  });

  it('does not retry another error', async () => {
    const invoke = jest.fn().mockRejectedValue(failure('Never'));
    await expect(run(invoke)).rejects.toMatchObject({ cause: { name: 'Never', message: 'it says' } });
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

  const task = (resource: string) => ({ Type: 'Task', Resource: resource, End: true });
  const one = (resource: string) => ({ StartAt: 'A', States: { A: task(resource) } });
  const invokeArn = 'arn:aws:states:::lambda:invoke';
  it.each([
    ['what is no state machine', {}, 'invalid'],
    [
      'a service that is not emulated',
      one('arn:aws:states:::sqs:sendMessage'),
      'cannot run arn:aws:states:::sqs:sendMessage',
    ],
    ['a database call that is not emulated', one('arn:aws:states:::dynamodb:query'), 'cannot run'],
    [
      'two states of one name',
      { StartAt: 'A', States: { A: { Type: 'Parallel', Branches: [one(invokeArn)], End: true } } },
      'A state with this name already exists: A',
    ],
  ])('refuses %s', (_what, definition, message) => {
    expect(() => createStateMachine(definition, { invoke: async () => null, dynamodb: noDatabase })).toThrow(message);
  });
});
