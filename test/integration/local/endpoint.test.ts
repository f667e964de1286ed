import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { operation, ServiceError } from '../../../lib/local/aws/aws-json.ts';
import { endpoint } from '../../../lib/local/aws/endpoint.ts';
import { FunctionError } from '../../../lib/local/aws/function-error.ts';
import { serveInProcess } from '../../../lib/local/aws/in-process.ts';
import type { Json } from '../../../lib/local/aws/json.ts';
import { lambdaInvoke } from '../../../lib/local/aws/step-functions/lambda-invoke.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { type Listening, listening } from '../../support/environment/listening.ts';

const SECRET = 'the-secret';
const operations = {
  'AmazonSSM.GetParameter': operation(z.object({ Name: z.string() }), ({ Name }) => {
    if (Name === 'broken') throw new Error('an inner secret');
    if (Name !== 'greeting') throw new ServiceError('ParameterNotFound', `there is no parameter ${Name}`);
    return { Parameter: { Name, Value: 'good morning' } };
  }),
};
const functions: Record<string, (payload: Json) => Json> = {
  echo: (payload) => payload,
  sell: () => {
    throw new FunctionError('SoldOut', 'none left', { trace: ['SoldOut: none left', '    at sell (sell.ts:3:1)'] });
  },
};
const invoke = async (name: string, payload: Json): Promise<Json> => {
  const run = functions[name];
  if (!run) throw new FunctionError('Lambda.ResourceNotFoundException', `there is no ${name}`, { notCalled: true });
  return run(payload);
};

let server: Listening;
let url: string;
beforeAll(async () => {
  server = await listening(endpoint({ secret: SECRET, operations, invoke }));
  url = `${server.url}/${SECRET}`;
});
afterAll(() => server.stop());

describe('the endpoint of the emulators of a cell', () => {
  it('runs the operations of clients of AWS', async () => {
    const client = new SSMClient({ endpoint: url, maxAttempts: 1 });
    expect(await client.send(new GetParameterCommand({ Name: 'greeting' }))).toMatchObject({
      Parameter: { Value: 'good morning' },
    });
    await expect(client.send(new GetParameterCommand({ Name: 'other' }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
    });
    client.destroy();
  });

  it('says nothing of the inside when an operation fails', async () => {
    const logged = jest.spyOn(console, 'error').mockReturnValue();
    const client = new SSMClient({ endpoint: url, maxAttempts: 1 });
    const failure = await client.send(new GetParameterCommand({ Name: 'broken' })).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } });
    expect(String(failure)).not.toContain('inner secret');
    expect(logged).toHaveBeenCalledWith(new Error('an inner secret'));
    logged.mockRestore();
    client.destroy();
  });

  it('calls functions by the Lambda API, and hands on how they fail', async () => {
    const call = lambdaInvoke(url);
    expect(await call('echo', { n: [1, null] })).toEqual({ n: [1, null] });
    await expect(call('sell', {})).rejects.toMatchObject({
      name: 'SoldOut',
      message: 'none left',
      trace: 'SoldOut: none left\n    at sell (sell.ts:3:1)',
    });
    await expect(call('buy', {})).rejects.toMatchObject({ name: 'Lambda.ResourceNotFoundException' });
  });

  it('refuses a payload that is not JSON', async () => {
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' };
    const response = await fetch(`${url}/2015-03-31/functions/echo/invocations`, request);
    expect([response.status, await response.json()]).toEqual([400, { message: 'the payload is not JSON' }]);
  });

  it('refuses every request without the secret', async () => {
    const client = new SSMClient({ endpoint: server.url, maxAttempts: 1 });
    await expect(client.send(new GetParameterCommand({ Name: 'greeting' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
    client.destroy();
    await expect(lambdaInvoke(server.url)('echo', {})).rejects.toThrow('the URL lacks the secret');
  });
});

describe('serveInProcess', () => {
  it("runs the SDK's requests to the endpoint without a socket, and sends others over one", async () => {
    const NOWHERE = 1;
    serveInProcess(NOWHERE, operations);
    const inside = new SSMClient({ endpoint: `http://127.0.0.1:${NOWHERE}/${SECRET}`, maxAttempts: 1 });
    expect(await inside.send(new GetParameterCommand({ Name: 'greeting' }))).toMatchObject({
      Parameter: { Value: 'good morning' },
    });
    await expect(inside.send(new GetParameterCommand({ Name: 'other' }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
      message: 'there is no parameter other',
    });
    const elsewhere = new SSMClient({ endpoint: url, maxAttempts: 1 });
    expect(await elsewhere.send(new GetParameterCommand({ Name: 'greeting' }))).toMatchObject({
      Parameter: { Value: 'good morning' },
    });
    const other = new EventBridgeClient({ endpoint: `http://127.0.0.1:${NOWHERE}`, maxAttempts: 1 });
    await expect(other.send(new PutEventsCommand({ Entries: [] }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
    for (const client of [inside, elsewhere, other]) client.destroy();
  });

  it('lets a caller give up an operation, which goes on', async () => {
    const PORT = 2;
    const { promise, resolve } = Promise.withResolvers<object>();
    const done = jest.fn();
    serveInProcess(PORT, { 'AmazonSSM.GetParameter': () => promise.then(done) });
    const client = new SSMClient({ endpoint: `http://127.0.0.1:${PORT}`, maxAttempts: 1 });
    const giveUp = new AbortController();
    const asked = client.send(new GetParameterCommand({ Name: 'greeting' }), { abortSignal: giveUp.signal });
    setImmediate(() => giveUp.abort());
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    resolve({});
    await eventually(() => done.mock.calls.length > 0);
    client.destroy();
  });
});
