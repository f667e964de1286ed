import type { Server } from 'node:http';
import { Problem } from '../../../lib/api/problem.ts';
import { Json } from '../../../lib/local/aws/json.ts';
import { stepFunctions } from '../../../lib/local/aws/step-functions/step-functions.ts';
import type { Tasks } from '../../../lib/local/aws/step-functions/tasks.ts';
import { startsExecutions } from '../../../lib/local/gateway/admission.ts';
import { httpApi } from '../../../lib/local/gateway/gateway.ts';
import type { Bounds } from '../../../lib/local/gateway/turns.ts';
import type { ServiceFunction } from '../../../lib/local/template/template.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { closeServer, listenOnFreePort } from '../../support/environment/listening.ts';
import { services } from '../../support/environment/services.ts';

const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:pay';
const LEAST = 3;

/** Calls a function, which the test holds. */
const PAY = {
  StartAt: 'Pay',
  States: {
    Pay: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'pay' },
      End: true,
    },
  },
};

const declared = (name: string, route: string, environment: Record<string, string> = {}): ServiceFunction => ({
  key: name,
  name,
  handler: `${name}.handler`,
  routes: [route],
  environment,
});
const ORCHESTRATOR = [
  declared('transfer', 'POST /transfers', { PAYMENT_STATE_MACHINE_ARN: ARN }),
  declared('pay', 'POST /payments', { PAYMENT_STATE_MACHINE_ARN: ARN }),
  declared('login', 'POST /login'),
  declared('read', 'GET /transfers/{id}'),
];
const SHARD = [declared('reserve', 'POST /reserve')];

let calls: string[];
let ends: (() => void)[] = [];
let servers: Server[] = [];
let orchestrator: string;
let shard: string;
afterEach(async () => {
  for (const end of ends.splice(0)) end();
  await Promise.all(servers.splice(0).map(closeServer));
});

/** An orchestrator and a shard in one process with the state machine. */
async function start(patienceMs: number, bounds?: Bounds): Promise<void> {
  [calls, ends, servers] = [[], [], []];
  const pay: Tasks['invoke'] = () => new Promise((resolve) => ends.push(() => resolve(null)));
  const machines = stepFunctions([{ name: 'pay', arn: ARN, definition: PAY }], { invoke: pay, dynamodb: pay });
  const startExecution = machines.operations['AWSStepFunctions.StartExecution'];
  const startSyncExecution = machines.operations['AWSStepFunctions.StartSyncExecution'];
  const invoke: Tasks['invoke'] = async (name) => {
    calls.push(name);
    const input = JSON.stringify({ call: calls.length });
    if (name === 'transfer') await startExecution?.({ stateMachineArn: ARN, input });
    if (name === 'pay') await startSyncExecution?.({ stateMachineArn: ARN, input });
    return { statusCode: 202 };
  };
  const admission = { drainMs: 500, least: LEAST, waiting: 10, patienceMs };
  const options = { invoke, admission, ...(bounds && { bounds }), load: machines.load, say: () => undefined };
  const [first, second] = [ORCHESTRATOR, SHARD].map((functions) => httpApi({ ...options, functions }));
  if (!first || !second) throw new Error('two servers are needed');
  servers.push(first, second);
  orchestrator = await listenOnFreePort(first);
  shard = await listenOnFreePort(second);
}

const transfer = () => fetch(`${orchestrator}/transfers`, { method: 'POST' });
const statuses = async (responses: readonly Promise<Response>[]) =>
  (await Promise.all(responses)).map(({ status }) => status);

it('refuses a request that would start an execution while too many are unfinished, with Retry-After and without calling its function, until one ends', async () => {
  await start(1);
  expect(await statuses(Array.from({ length: LEAST }, transfer))).toEqual(Array(LEAST).fill(202));
  const refused = await transfer();
  expect([refused.status, refused.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
  expect(refused.headers.get('retry-after')).toMatch(/^[1-9]$/);
  expect(Problem.parse(Json.parse(await refused.json()))).toMatchObject({ status: 503, code: 'unavailable' });
  expect(calls).toEqual(Array(LEAST).fill('transfer'));
  ends.shift()?.();
  await eventually(async () => (await transfer()).status === 202);
  expect(calls).toHaveLength(LEAST + 1);
});

it('lets a request that would start an execution wait for a while, and calls its function when an execution ends', async () => {
  await start(60_000);
  await Promise.all(Array.from({ length: LEAST }, transfer));
  const waits = transfer();
  await statuses([fetch(`${orchestrator}/transfers/1`)]);
  expect(calls).toEqual([...Array(LEAST).fill('transfer'), 'read']);
  ends.shift()?.();
  expect((await waits).status).toBe(202);
});

it('gives the turn of a request that only waits for its execution to others, and responds at its end', async () => {
  await start(1, { atOnce: 1, waiting: 0, patienceMs: 1 });
  const pay = () => fetch(`${orchestrator}/payments`, { method: 'POST' });
  const paying = [pay()];
  await eventually(() => ends.length === 1);
  expect(await statuses([fetch(`${orchestrator}/transfers/1`)])).toEqual([202]);
  // It counts as one of the unfinished, and not twice.
  for (let n = 2; n <= LEAST; n++) {
    paying.push(pay());
    await eventually(() => ends.length === n);
  }
  expect(await statuses([pay()])).toEqual([503]);
  for (const end of ends.splice(0)) end();
  expect(await statuses(paying)).toEqual(Array(LEAST).fill(202));
});

it('holds the routes that start executions, and no other', () => {
  const { orchestrator, shards } = services();
  const held = [orchestrator, ...shards].flatMap(({ functions }) => functions).filter(startsExecutions);
  expect(held.flatMap(({ routes }) => routes)).toEqual([
    'POST /api/user/create_wallet',
    'POST /api/user/do_transaction',
    'POST /api/user/transfers:batch',
    'POST /api/user/transactions/{id}/{TxID}/refund',
    'POST /api/user/transactions/{id}/{TxID}/capture',
    'POST /api/user/transactions/{id}/{TxID}/void',
    'POST /api/user/transactions/{id}/{TxID}/approve',
    'POST /api/user/transactions/{id}/{TxID}/reject',
  ]);
});

it('passes reads, requests that start no execution, and requests to shards while too many executions are unfinished', async () => {
  await start(1);
  await Promise.all(Array.from({ length: LEAST }, transfer));
  const post = { method: 'POST' };
  const others = () => [
    fetch(`${orchestrator}/transfers/1`),
    fetch(`${orchestrator}/login`, post),
    fetch(`${shard}/reserve`, post),
  ];
  expect((await transfer()).status).toBe(503);
  expect(await statuses(Array.from({ length: 10 }, others).flat())).toEqual(Array(30).fill(202));
  expect((await transfer()).status).toBe(503);
});
