import { once } from 'node:events';
import { request, type Server } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Problem } from '../../../lib/api/problem.ts';
import { FunctionError } from '../../../lib/local/aws/function-error.ts';
import type { Tasks } from '../../../lib/local/aws/step-functions/tasks.ts';
import { httpApi } from '../../../lib/local/gateway/gateway.ts';
import type { ServiceFunction } from '../../../lib/local/template/template.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { closeServer, listenOnFreePort } from '../../support/environment/listening.ts';

const AT_ONCE = 2;
const WAITING = 3;

const declared = (name: string, ...routes: string[]): ServiceFunction => ({
  key: name,
  name,
  handler: `${name}.handler`,
  routes,
  environment: {},
});
const FUNCTIONS = [declared('list', 'GET /things/{id}'), declared('add', 'POST /things'), declared('others', '*')];

let invoke: jest.MockedFunction<Tasks['invoke']>;
let server: Server;
let url: string;
let said: string[];

async function start(patienceMs = 10_000): Promise<void> {
  said = [];
  invoke = jest.fn<ReturnType<Tasks['invoke']>, Parameters<Tasks['invoke']>>();
  invoke.mockResolvedValue({ statusCode: 202, headers: { 'Content-Type': 'text/plain' }, body: 'done' });
  server = httpApi({
    functions: FUNCTIONS,
    invoke: (...call) => invoke(...call),
    bounds: { atOnce: AT_ONCE, waiting: WAITING, patienceMs },
    say: (line) => said.push(line),
  });
  url = await listenOnFreePort(server);
}
afterEach(() => closeServer(server));

interface ReceivedResponse {
  readonly status: number | undefined;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

/** Over Node's own client: fetch would mend what these tests send. */
async function send(method: string, path: string, headers: Record<string, string> = {}, body?: string | Buffer) {
  const outgoing = request(url + path, { method, headers, agent: false });
  outgoing.end(body);
  const [response] = await once(outgoing, 'response');
  const received: ReceivedResponse = {
    status: response.statusCode,
    headers: response.headers,
    body: await text(response),
  };
  return received;
}

function isProblem(received: ReceivedResponse, status: number, code: string): void {
  expect({ status: received.status, type: received.headers['content-type'] }).toEqual({
    status,
    type: 'application/problem+json',
  });
  expect(Problem.parse(JSON.parse(received.body))).toMatchObject({ status, code });
}

/** Holds each call of a function. @returns the releases, in the order of the calls */
function held(): (() => void)[] {
  const waiting: (() => void)[] = [];
  invoke.mockImplementation(
    () => new Promise((resolve) => waiting.push(() => resolve({ statusCode: 202, body: 'done' }))),
  );
  return waiting;
}

describe('the gateway', () => {
  beforeEach(() => start());

  it('calls the function of the route with an event of an HTTP API, and returns its response', async () => {
    const headers = { 'X-Thing': 'a', cookie: 'b=1; c=2', 'content-type': 'application/json' };
    const received = await send('GET', '/things/a%20b?x=1&y=%20&x=2', headers);
    expect(received).toMatchObject({ status: 202, headers: { 'content-type': 'text/plain' }, body: 'done' });
    expect(invoke.mock.calls).toEqual([
      [
        'list',
        expect.objectContaining({
          version: '2.0',
          routeKey: 'GET /things/{id}',
          rawPath: '/things/a%20b',
          rawQueryString: 'x=1&y=%20&x=2',
          cookies: ['b=1', 'c=2'],
          headers: expect.objectContaining({ 'x-thing': 'a' }),
          pathParameters: { id: 'a b' },
          queryStringParameters: { x: '1,2', y: ' ' },
          isBase64Encoded: false,
          requestContext: expect.objectContaining({
            routeKey: 'GET /things/{id}',
            http: expect.objectContaining({ method: 'GET', path: '/things/a%20b', sourceIp: '127.0.0.1' }),
          }),
        }),
      ],
    ]);
  });

  it('passes a body on as text, or as base64 if it is not text', async () => {
    await send('POST', '/things', {}, '{"a":"é"}');
    await send('POST', '/things', {}, Buffer.from([0x22, 0xff, 0x22]));
    expect(invoke.mock.calls.map(([, event]) => event)).toMatchObject([
      { body: '{"a":"é"}', isBase64Encoded: false },
      { body: 'Iv8i', isBase64Encoded: true },
    ]);
  });

  it.each([
    ['HEAD', '/things/1'],
    ['GET', '/things/1/'],
    ['GET', '/things/'],
    ['DELETE', '/things'],
    ['OPTIONS', '/things'],
    ['TRACE', '/'],
    ['GET', '/things//1'],
  ])('passes %s %s to the function of the catch-all route', async (method, path) => {
    await send(method, path);
    expect(invoke.mock.calls).toMatchObject([
      ['others', { routeKey: '$default', requestContext: { http: { method } } }],
    ]);
  });

  it('takes several slashes at the beginning of a path for one', async () => {
    await send('GET', '//things/1');
    expect(invoke.mock.calls).toMatchObject([['list', { pathParameters: { id: '1' } }]]);
  });

  it('passes wrong percent-encoding in a path on as it is', async () => {
    await send('GET', '/things/%E0%A4%A');
    expect(invoke.mock.calls).toMatchObject([['list', { pathParameters: { id: '%E0%A4%A' } }]]);
  });

  it.each<[string, () => unknown]>([
    ['failed', () => Promise.reject(new FunctionError('TypeError', 'x is undefined'))],
    ['took too long', () => Promise.reject(new FunctionError('Error', '[504] - Lambda timeout.'))],
    ['was broken off', () => Promise.reject(new FunctionError('Lambda.SdkClientException', 'socket hang up'))],
    ['returned an error as its result', () => Promise.resolve({ errorMessage: 'x', errorType: 'Error', trace: [] })],
    ['returned nothing', () => Promise.resolve(null)],
    ['returned a body that is not text', () => Promise.resolve({ statusCode: 200, body: { a: 1 } })],
    ['returned no status', () => Promise.resolve({ body: 'x' })],
  ])('responds with an opaque 500 if the function %s, and logs why', async (_, outcome) => {
    invoke.mockImplementation(async () => JSON.parse(JSON.stringify(await outcome())));
    const received = await send('POST', '/things');
    isProblem(received, 500, 'internal_error');
    expect(received.headers).not.toHaveProperty('retry-after');
    expect(said).toEqual([expect.stringMatching(/^POST POST \/things: add: /)]);
  });

  it('responds with 503 and Retry-After if the function was not called', async () => {
    invoke.mockRejectedValue(new FunctionError('Lambda.SdkClientException', 'ECONNREFUSED', { notCalled: true }));
    const received = await send('POST', '/things');
    isProblem(received, 503, 'unavailable');
    expect(received.headers['retry-after']).toMatch(/^[1-9]$/);
  });

  it('lets requests wait for their turn, and responds with 503 and Retry-After to one too many, without calling its function', async () => {
    const waiting = held();
    const all = Array.from({ length: AT_ONCE + WAITING + 1 }, (_, n) => send('GET', `/things/${n}`));
    // The others are held.
    const refused = await Promise.race(all);
    isProblem(refused, 503, 'unavailable');
    expect(refused.headers['retry-after']).toMatch(/^[1-9]$/);
    for (let done = 0; done < AT_ONCE + WAITING; done++) {
      await eventually(() => waiting.length > 0);
      expect(waiting.length).toBeLessThanOrEqual(AT_ONCE);
      waiting.shift()?.();
    }
    const statuses = (await Promise.all(all)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([...Array(AT_ONCE + WAITING).fill(202), 503]);
    expect(invoke).toHaveBeenCalledTimes(AT_ONCE + WAITING);
  });

  it('calls no function for a client that disconnects before its turn', async () => {
    const waiting = held();
    const first = [send('GET', '/things/1'), send('GET', '/things/2')];
    await eventually(() => waiting.length === AT_ONCE);
    const leaving = request(`${url}/things/3`, { agent: false });
    leaving.on('error', () => undefined).end();
    const next = send('GET', '/things/4');
    await eventually(async () => (await connections()) === 4);
    leaving.destroy();
    await eventually(async () => (await connections()) === 3);
    for (const letGo of waiting.splice(0)) letGo();
    await eventually(() => waiting.length > 0);
    for (const letGo of waiting.splice(0)) letGo();
    await Promise.all([...first, next]);
    expect(invoke.mock.calls.map(([, event]) => Object(event).rawPath)).toEqual([
      '/things/1',
      '/things/2',
      '/things/4',
    ]);
  });

  it('responds with 413 to a body above 10 MB', async () => {
    isProblem(await send('POST', '/things', {}, 'x'.repeat(10_500_000)), 413, 'payload_too_large');
    isProblem(await send('POST', '/things', {}, 'x'.repeat(6_500_000)), 413, 'payload_too_large');
    expect(invoke).not.toHaveBeenCalled();
  });

  it.each([
    [
      'headers above what Node reads',
      `GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
    ['bytes that are not HTTP', 'nonsense\r\n\r\n', 400, 'invalid_input'],
  ])('responds to %s with problem details', async (_, sent, status, code) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(sent);
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(head).toContain(`HTTP/1.1 ${status} `);
    expect(head).toContain('application/problem+json');
    expect(Problem.parse(JSON.parse(body))).toMatchObject({ status, code });
  });
});

it('responds with 503 and Retry-After to a request that waits too long for its turn, and never calls its function', async () => {
  await start(1);
  const waiting = held();
  const first = [send('GET', '/things/1'), send('GET', '/things/2')];
  await eventually(() => waiting.length === AT_ONCE);
  isProblem(await send('GET', '/things/3'), 503, 'unavailable');
  for (const letGo of waiting) letGo();
  await Promise.all(first);
  expect(invoke).toHaveBeenCalledTimes(AT_ONCE);
});

it('breaks the connection instead of carrying a response that is to be lost, after the function has run', async () => {
  await start();
  await closeServer(server);
  let lost = true;
  server = httpApi({
    functions: FUNCTIONS,
    invoke: (...call) => invoke(...call),
    losesReplies: () => lost,
    say: (line) => said.push(line),
  });
  url = await listenOnFreePort(server);
  await expect(send('POST', '/things')).rejects.toThrow('socket hang up');
  expect(invoke).toHaveBeenCalledTimes(1);
  lost = false;
  expect(await send('POST', '/things')).toMatchObject({ status: 202, body: 'done' });
});

function connections(): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}
