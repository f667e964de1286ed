import { createServer, type Server } from 'node:http';
import { lambdaInvoke } from '../../../lib/local/aws/step-functions/lambda-invoke.ts';
import { closeServer, listenOnFreePort } from '../../support/environment/listening.ts';

type FakeResponse = { status: number; headers?: Record<string, string>; body: string };

let fakeResponse: FakeResponse;
let asked: { url: string | undefined; body: string };
let server: Server;
let invoke: ReturnType<typeof lambdaInvoke>;

beforeEach(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    asked = { url: request.url, body: Buffer.concat(chunks).toString() };
    response.writeHead(fakeResponse.status, fakeResponse.headers).end(fakeResponse.body);
  });
  invoke = lambdaInvoke(await listenOnFreePort(server));
});
afterEach(() => closeServer(server));

describe('lambdaInvoke', () => {
  it('passes the payload to the function of an ARN, and returns its result', async () => {
    fakeResponse = { status: 200, body: '{"done":true}' };
    expect(await invoke('arn:aws:lambda:us-east-1:000000000000:function:shop-sell', { n: 1 })).toEqual({ done: true });
    expect(asked).toEqual({ url: '/2015-03-31/functions/shop-sell/invocations', body: '{"n":1}' });
  });

  it('returns null for an empty response', async () => {
    fakeResponse = { status: 200, body: '' };
    expect(await invoke('sell', {})).toBeNull();
  });

  it("rejects under the name of the function's error", async () => {
    const headers = { 'x-amz-function-error': 'Unhandled' };
    fakeResponse = { status: 200, headers, body: '{"errorType":"SoldOut","errorMessage":"none left"}' };
    await expect(invoke('sell', {})).rejects.toMatchObject({ name: 'SoldOut', message: 'none left' });
  });

  it('rejects with the stack trace of the function', async () => {
    const headers = { 'x-amz-function-error': 'Unhandled' };
    fakeResponse = {
      status: 200,
      headers,
      body: '{"errorMessage":"boom","trace":["Error: boom","    at sell (sell.ts:3:1)"]}',
    };
    await expect(invoke('sell', {})).rejects.toMatchObject({ trace: 'Error: boom\n    at sell (sell.ts:3:1)' });
  });

  it('rejects if there is no such function', async () => {
    fakeResponse = { status: 404, headers: { 'x-amzn-errortype': 'ResourceNotFoundException' }, body: '{}' };
    await expect(invoke('sell', {})).rejects.toMatchObject({ name: 'Lambda.ResourceNotFoundException' });
  });

  it('rejects if nothing listens', async () => {
    const gone = lambdaInvoke('http://127.0.0.1:1');
    await expect(gone('sell', {})).rejects.toMatchObject({ name: 'Lambda.SdkClientException' });
  });
});
