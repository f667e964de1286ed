import type { Server } from 'node:http';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  paginateListExecutions,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { awsJsonServer } from '../../../lib/local/aws/aws-json.ts';
import { stepFunctions } from '../../../lib/local/aws/step-functions/step-functions.ts';
import type { Tasks } from '../../../lib/local/aws/step-functions/tasks.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { closeServer, listenOnFreePort } from '../../support/environment/listening.ts';

const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:greet';
const UNKNOWN = 'arn:aws:states:us-east-1:000000000000:stateMachine:unknown';
const HISTORY = 5;

/** Calls a function and ends with its answer. */
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
/** Answers the functions that do not answer by themselves. */
const waiting: (() => void)[] = [];
let invoke: jest.MockedFunction<Tasks['invoke']>;

beforeEach(async () => {
  invoke = jest.fn<ReturnType<Tasks['invoke']>, Parameters<Tasks['invoke']>>(async (_name, payload) => ({
    got: payload,
  }));
  const machines = [{ name: 'greet', arn: ARN, definition: GREET }];
  const tasks: Tasks = { invoke: (...call) => invoke(...call), dynamodb: async () => null };
  server = awsJsonServer(stepFunctions(machines, tasks, { history: HISTORY }));
  client = new SFNClient({ endpoint: await listenOnFreePort(server), maxAttempts: 1 });
});
afterEach(async () => {
  for (const answer of waiting.splice(0)) answer();
  client.destroy();
  await closeServer(server);
});

async function start(input: object = { name: 'Ann' }, name?: string): Promise<string> {
  const { executionArn } = await client.send(
    new StartExecutionCommand({ stateMachineArn: ARN, name, input: JSON.stringify(input) }),
  );
  return executionArn ?? '';
}

const describeIt = (executionArn: string) => client.send(new DescribeExecutionCommand({ executionArn }));

async function ended(executionArn: string) {
  await eventually(async () => (await describeIt(executionArn)).status !== 'RUNNING');
  return describeIt(executionArn);
}

/** Lets no run end before the test does. */
function neverAnswer(): void {
  invoke.mockImplementation(
    () =>
      new Promise((resolve) => {
        waiting.push(() => resolve(null));
      }),
  );
}

describe('the Step Functions endpoint, by the client of the SDK', () => {
  it('starts an execution at once and describes it when it has succeeded', async () => {
    const begun = Date.now();
    const executionArn = await start({ name: 'Ann' }, 'first');
    const execution = await ended(executionArn);
    expect(executionArn).toMatch(/^arn:aws:states:us-east-1:000000000000:express:greet:first:[0-9a-f-]{36}$/);
    expect(execution).toMatchObject({
      executionArn,
      stateMachineArn: ARN,
      name: 'first',
      status: 'SUCCEEDED',
      input: '{"name":"Ann"}',
      output: '{"got":{"name":"Ann","run":"first"}}',
    });
    expect(execution.startDate?.getTime()).toBeGreaterThanOrEqual(begun);
    expect(execution.stopDate?.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('starts another one under the same name', async () => {
    const arns = [await start({ name: 'Ann' }, 'twice'), await start({ name: 'Ann' }, 'twice')];
    expect(new Set(arns).size).toBe(2);
  });

  it('says by which error an execution failed', async () => {
    invoke.mockRejectedValue(Object.assign(new Error('no such guest'), { name: 'NoGuest' }));
    expect(await ended(await start())).toMatchObject({ status: 'FAILED', error: 'NoGuest', cause: 'no such guest' });
  });

  it('stops an execution', async () => {
    neverAnswer();
    const executionArn = await start();
    const { stopDate } = await client.send(
      new StopExecutionCommand({ executionArn, error: 'Late', cause: 'too late' }),
    );
    expect(await describeIt(executionArn)).toMatchObject({
      status: 'ABORTED',
      error: 'Late',
      cause: 'too late',
      stopDate,
    });
  });

  it('leaves an execution that has ended as it is', async () => {
    const executionArn = await start();
    const before = await ended(executionArn);
    await client.send(new StopExecutionCommand({ executionArn }));
    expect(await describeIt(executionArn)).toMatchObject({ status: 'SUCCEEDED', stopDate: before.stopDate });
  });

  it('lists the newest first, page by page, each one once', async () => {
    const arns: (string | undefined)[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) arns.unshift(await start({ name }));
    const pages: (string | undefined)[][] = [];
    for await (const page of paginateListExecutions({ client }, { stateMachineArn: ARN, maxResults: 2 })) {
      pages.push((page.executions ?? []).map(({ executionArn }) => executionArn));
    }
    expect(pages).toEqual([arns.slice(0, 2), arns.slice(2, 4), arns.slice(4)]);
  });

  it('lists those of one status', async () => {
    await ended(await start());
    neverAnswer();
    const running = await start();
    const list = async (statusFilter: 'RUNNING' | 'SUCCEEDED' | 'FAILED') =>
      (await client.send(new ListExecutionsCommand({ stateMachineArn: ARN, statusFilter }))).executions ?? [];
    expect((await list('RUNNING')).map(({ executionArn }) => executionArn)).toEqual([running]);
    expect(await list('SUCCEEDED')).toHaveLength(1);
    expect(await list('FAILED')).toEqual([]);
  });

  it('forgets the oldest that have ended, and never one that runs', async () => {
    neverAnswer();
    const running = await start();
    invoke.mockImplementation(async () => null);
    const arns: string[] = [];
    for (let n = 0; n < HISTORY + 2; n++) {
      const arn = await start();
      await ended(arn);
      arns.push(arn);
    }
    await expect(describeIt(arns[0] ?? '')).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
    expect(await describeIt(running)).toMatchObject({ status: 'RUNNING' });
    const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn: ARN }));
    expect(executions).toHaveLength(HISTORY + 1);
  });

  const starting = (more: { stateMachineArn?: string; name?: string; input?: string }) => () =>
    client.send(new StartExecutionCommand({ stateMachineArn: ARN, ...more }));
  const listing = (more: { stateMachineArn?: string; maxResults?: number; nextToken?: string }) => () =>
    client.send(new ListExecutionsCommand({ stateMachineArn: ARN, ...more }));
  it.each<[string, () => Promise<unknown>]>([
    ['StateMachineDoesNotExist', starting({ stateMachineArn: UNKNOWN })],
    ['StateMachineDoesNotExist', listing({ stateMachineArn: UNKNOWN })],
    ['ExecutionDoesNotExist', () => describeIt(`${ARN}:x`)],
    ['ExecutionDoesNotExist', () => client.send(new StopExecutionCommand({ executionArn: `${ARN}:x` }))],
    ['InvalidExecutionInput', starting({ input: '{"name":' })],
    ['InvalidExecutionInput', starting({ input: `"${'x'.repeat(262_144)}"` })],
    ['InvalidName', starting({ name: 'no spaces' })],
    ['InvalidName', starting({ name: 'x'.repeat(81) })],
    ['InvalidName', starting({ name: '' })],
    ['InvalidToken', listing({ nextToken: 'nonsense' })],
    ['ValidationException', listing({ maxResults: 1_001 })],
    ['ValidationException', starting({ stateMachineArn: '' })],
  ])('answers %s', async (name, send) => {
    await expect(send()).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
    expect(invoke).not.toHaveBeenCalled();
  });
});
