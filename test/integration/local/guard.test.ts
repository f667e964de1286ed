import { once } from 'node:events';
import { type OutgoingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { guardedServer } from '../../../lib/local/aws/guard.ts';
import { type Listening, listening } from '../../support/environment/listening.ts';

const SECRET = 'the-secret-of-this-stack';
const JSON_BODY = { 'content-type': 'application/json' };

let port: number;
let server: Listening;
const lines: string[] = [];
beforeAll(async () => {
  const guarded = guardedServer(SECRET, (admitted, response) => {
    lines.push(`${admitted.method} ${admitted.url}`);
    response.end('{}');
  });
  server = await listening(guarded);
  port = Number(new URL(server.url).port);
});
afterAll(() => server.stop());

async function post(target: string, headers: OutgoingHttpHeaders = {}, method = 'POST') {
  const sent = request({ host: '127.0.0.1', port, path: target, method, headers }).end(method === 'POST' ? '{}' : '');
  const [response] = await once(sent, 'response');
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}
/**
 * Sends a last request, so that earlier ones have arrived.
 * @returns what has reached the server since
 */
async function reached(): Promise<string[]> {
  await post(`/${SECRET}/last`, JSON_BODY);
  const all = lines.splice(0);
  return all.filter((line) => line !== 'POST /last');
}

describe('the guard of an emulator', () => {
  it('admits a JSON request of the stack, and takes the secret out of its path', async () => {
    expect(await post(`/${SECRET}/functions/pay?now=1`, JSON_BODY)).toMatchObject({ status: 200, body: '{}' });
    expect(await post(`/${SECRET}`, { 'content-type': 'application/x-amz-json-1.0' })).toMatchObject({ status: 200 });
    expect(await reached()).toEqual(['POST /functions/pay?now=1', 'POST /']);
  });

  it('admits a request of the SDK to an endpoint with the secret', async () => {
    const client = new DynamoDBClient({ endpoint: `http://localhost:${port}/${SECRET}`, maxAttempts: 1 });
    expect(await client.send(new ListTablesCommand({}))).toMatchObject({ $metadata: { httpStatusCode: 200 } });
    client.destroy();
    expect(await reached()).toEqual(['POST /']);
  });

  it.each<[string, string, OutgoingHttpHeaders, number, string?]>([
    ['a web page, also with the secret', `/${SECRET}/pay`, { ...JSON_BODY, origin: 'http://localhost:8080' }, 403],
    ['a page without an origin', `/${SECRET}/pay`, { ...JSON_BODY, origin: 'null' }, 403],
    ['the preflight of a page', `/${SECRET}/pay`, { origin: 'http://evil.example' }, 403, 'OPTIONS'],
    ['a foreign name that resolves to this machine', `/${SECRET}/pay`, { ...JSON_BODY, host: 'evil.example' }, 403],
    ['a name that begins like this machine', `/${SECRET}`, { ...JSON_BODY, host: 'localhost.evil.example' }, 403],
    ['a request without the secret', '/pay', JSON_BODY, 403],
    ['a request with a part of the secret', `/${SECRET.slice(1)}/pay`, JSON_BODY, 403],
    ['a request with more than the secret', `/${SECRET}x/pay`, JSON_BODY, 403],
    ['a target in absolute form', `http://127.0.0.1/${SECRET}/pay`, JSON_BODY, 403],
    ['text/plain', `/${SECRET}/pay`, { 'content-type': 'text/plain' }, 415],
    ['a form', `/${SECRET}/pay`, { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['a body without a type', `/${SECRET}/pay`, {}, 415],
    ['an expectation without the secret', '/pay', { ...JSON_BODY, expect: '100-continue' }, 403],
  ])('refuses %s, and nothing reaches it', async (_what, target, headers, status, method = 'POST') => {
    const result = await post(target, headers, method);
    expect(result.status).toBe(status);
    expect(Object.keys(result.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    expect(await reached()).toEqual([]);
  });

  it('refuses a request without Host, and one for another protocol', async () => {
    const raw = async (head: string): Promise<string> => text(connect(port, '127.0.0.1').end(head, 'latin1'));
    expect(await raw(`GET /${SECRET}/ HTTP/1.0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 403 /);
    const upgrade = `GET /${SECRET}/ HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n`;
    expect(await raw(upgrade)).toBe('');
    expect(await reached()).toEqual([]);
  });

  it('needs a secret', () => {
    expect(() => guardedServer('', () => undefined)).toThrow('the secret of the emulators is empty');
  });
});
