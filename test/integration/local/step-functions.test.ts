import type { Server } from 'node:http';
import { SFNClient, StartExecutionCommand, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { awsJsonServer } from '../../../lib/local/aws/aws-json.ts';
import type { Execution, Outcome } from '../../../lib/local/aws/step-functions/executions.ts';
import { type StepFunctions, stepFunctions } from '../../../lib/local/aws/step-functions/step-functions.ts';
import type { Tasks } from '../../../lib/local/aws/step-functions/tasks.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { closeServer, listenOnFreePort } from '../../support/environment/listening.ts';

const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:greet';
const UNKNOWN = 'arn:aws:states:us-east-1:000000000000:stateMachine:unknown';

/** Calls a function and ends with its result. */
const GREET = {
  StartAt: 'Greet',
  States: {
    Greet: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'greet', Payload: { 'name.$': '$.name', 'run.$': '$$.Execution.Name' } },
      OutputPath: '$.Payload',
      End: true,
    },
  },
};

let server: Server;
let client: SFNClient;
let machines: StepFunctions;
let ended: (Execution & Outcome)[];
let invoke: jest.MockedFunction<Tasks['invoke']>;

beforeEach(async () => {
  ended = [];
  invoke = jest.fn<ReturnType<Tasks['invoke']>, Parameters<Tasks['invoke']>>(async (_name, payload) => ({
    got: payload,
  }));
  const tasks: Tasks = { invoke: (...call) => invoke(...call), dynamodb: async () => null };
  machines = stepFunctions([{ name: 'greet', arn: ARN, definition: GREET }], tasks, {
    bounds: { atOnce: 1, waiting: 1 },
    onEnd: (execution, outcome) => ended.push({ ...execution, ...outcome }),
  });
  server = awsJsonServer(machines.operations);
  client = new SFNClient({ endpoint: await listenOnFreePort(server), maxAttempts: 1, disableHostPrefix: true });
});
afterEach(async () => {
  client.destroy();
  await closeServer(server);
});

const startSync = (abortSignal = new AbortController().signal) =>
  client.send(new StartSyncExecutionCommand({ stateMachineArn: ARN, name: 'sync', input: '{"name":"Ann"}' }), {
    abortSignal,
  });

async function start(input: object = { name: 'Ann' }, name?: string) {
  return client.send(new StartExecutionCommand({ stateMachineArn: ARN, name, input: JSON.stringify(input) }));
}

describe('the Step Functions endpoint, called by the client of the SDK', () => {
  it('starts an execution, responds immediately, and runs it to its end', async () => {
    const begun = Date.now();
    const { executionArn, startDate } = await start({ name: 'Ann' }, 'first');
    await eventually(() => ended.length > 0);
    expect(executionArn).toMatch(/^arn:aws:states:us-east-1:000000000000:express:greet:first:[0-9a-f-]{36}$/);
    expect(startDate?.getTime()).toBeGreaterThanOrEqual(begun);
    expect(ended).toEqual([
      expect.objectContaining({
        arn: executionArn,
        name: 'first',
        status: 'SUCCEEDED',
        input: { name: 'Ann' },
        output: { got: { name: 'Ann', run: 'first' } },
      }),
    ]);
    expect(machines.unfinished()).toBe(0);
  });

  it('starts an execution and responds at its end', async () => {
    expect(await startSync()).toMatchObject({
      executionArn: expect.stringContaining(':express:greet:sync:'),
      stateMachineArn: ARN,
      name: 'sync',
      status: 'SUCCEEDED',
      output: '{"got":{"name":"Ann","run":"sync"}}',
      startDate: expect.any(Date),
      stopDate: expect.any(Date),
    });
    expect(machines.unfinished()).toBe(0);
  });

  it('responds with the error of an execution that failed', async () => {
    invoke.mockRejectedValue(Object.assign(new Error('no such guest'), { name: 'NoGuest' }));
    expect(await startSync()).toMatchObject({ status: 'FAILED', error: 'NoGuest', cause: 'no such guest' });
  });

  it('goes on with an execution whose caller gave up', async () => {
    const { promise, resolve } = Promise.withResolvers<null>();
    invoke.mockReturnValue(promise);
    const giveUp = new AbortController();
    const waiting = startSync(giveUp.signal);
    await eventually(() => invoke.mock.calls.length > 0);
    giveUp.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(machines.unfinished()).toBe(1);
    resolve(null);
    await eventually(() => ended.length > 0);
    expect(ended).toMatchObject([{ name: 'sync', status: 'SUCCEEDED' }]);
  });

  it('starts another execution under the same name', async () => {
    const first = await start({ name: 'Ann' }, 'twice');
    await eventually(() => ended.length > 0);
    expect((await start({ name: 'Ann' }, 'twice')).executionArn).not.toBe(first.executionArn);
  });

  it('reports the error that an execution failed with', async () => {
    invoke.mockRejectedValue(Object.assign(new Error('no such guest'), { name: 'NoGuest' }));
    await start();
    await eventually(() => ended.length > 0);
    expect(ended[0]).toMatchObject({ status: 'FAILED', error: 'NoGuest', cause: 'no such guest' });
  });

  it('refuses a start with ExecutionLimitExceeded when too many executions wait', async () => {
    const { promise, resolve } = Promise.withResolvers<null>();
    invoke.mockReturnValue(promise);
    for (const name of ['runs', 'waits']) await start({ name });
    expect(machines.unfinished()).toBe(2);
    await expect(start({ name: 'too many' })).rejects.toMatchObject({ name: 'ExecutionLimitExceeded' });
    resolve(null);
    await eventually(() => machines.unfinished() === 0);
  });

  it.each<[string, { stateMachineArn?: string; name?: string; input?: string }]>([
    ['StateMachineDoesNotExist', { stateMachineArn: UNKNOWN }],
    ['InvalidExecutionInput', { input: '{"name":' }],
    ['InvalidExecutionInput', { input: `"${'x'.repeat(262_144)}"` }],
    ['InvalidName', { name: 'no spaces' }],
    ['InvalidName', { name: 'x'.repeat(81) }],
    ['InvalidName', { name: '' }],
    ['ValidationException', { stateMachineArn: '' }],
  ])('responds with %s to a wrong start', async (name, more) => {
    const send = client.send(new StartExecutionCommand({ stateMachineArn: ARN, ...more }));
    await expect(send).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
    expect(invoke).not.toHaveBeenCalled();
  });
});
