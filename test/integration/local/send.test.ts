import { createServer, type RequestListener, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { sendJson } from '../../../lib/remote/send.ts';
import { closeServer, listenOnFreePort } from '../../support/environment/listening.ts';

let server: Server | undefined;
afterEach(async () => {
  if (server) await closeServer(server);
});

async function serving(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  return listenOnFreePort(server);
}

const LONG = () => AbortSignal.timeout(30_000);

describe('a request with JSON', () => {
  it('sends its body, and resolves with the response of any status', async () => {
    const url = await serving(async (request, response) => {
      const { method, url: path, headers } = request;
      const got = { method, path, authorization: headers.authorization, body: await text(request) };
      response.writeHead(409).end(JSON.stringify(got));
    });
    const headers = { Authorization: 'Bearer x' };
    expect(await sendJson(`${url}/a?b=c`, { method: 'POST', headers, body: '{}', signal: LONG() })).toEqual({
      status: 409,
      json: { method: 'POST', path: '/a?b=c', authorization: 'Bearer x', body: '{}' },
    });
  });

  it('reuses the connection of the previous request', async () => {
    const ports: (number | undefined)[] = [];
    const url = await serving(({ socket }, response) => {
      ports.push(socket.remotePort);
      response.end('{}');
    });
    for (const _ of [1, 2, 3]) await sendJson(url, { method: 'GET', headers: {}, signal: LONG() });
    expect(new Set(ports).size).toBe(1);
    expect(ports).toHaveLength(3);
  });

  it('fails if the response is not JSON', async () => {
    const url = await serving((_request, response) => response.writeHead(502).end('<html>'));
    await expect(sendJson(url, { method: 'GET', headers: {}, signal: LONG() })).rejects.toThrow('JSON');
  });

  it.each<[string, RequestListener]>([
    ['nothing', () => {}],
    ['half of it', (_request, response) => response.writeHead(200, { 'Content-Length': 10 }).write('{"a":')],
  ])('fails when it is aborted after %s', async (_what, listener) => {
    const ending = new AbortController();
    const url = await serving((request, response) => {
      listener(request, response);
      setImmediate(() => ending.abort());
    });
    await expect(sendJson(url, { method: 'GET', headers: {}, signal: ending.signal })).rejects.toThrow();
  });

  it('fails if nothing listens', async () => {
    const url = await serving(() => {});
    if (server) await closeServer(server);
    server = undefined;
    await expect(sendJson(url, { method: 'GET', headers: {}, signal: LONG() })).rejects.toThrow('ECONNREFUSED');
  });
});
