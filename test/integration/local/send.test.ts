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

const LONG_MS = 30_000;

describe('a request with JSON', () => {
  it('sends its body, and resolves with the response of any status', async () => {
    const url = await serving(async (request, response) => {
      const { method, url: path, headers } = request;
      const got = { method, path, authorization: headers.authorization, body: await text(request) };
      response.writeHead(409).end(JSON.stringify(got));
    });
    const headers = { Authorization: 'Bearer x' };
    expect(await sendJson(`${url}/a?b=c`, { method: 'POST', headers, body: '{}', timeoutMs: LONG_MS })).toEqual({
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
    for (const _ of [1, 2, 3]) await sendJson(url, { method: 'GET', headers: {}, timeoutMs: LONG_MS });
    expect(new Set(ports).size).toBe(1);
    expect(ports).toHaveLength(3);
  });

  it('fails if the response is not JSON', async () => {
    const url = await serving((_request, response) => response.writeHead(502).end('<html>'));
    await expect(sendJson(url, { method: 'GET', headers: {}, timeoutMs: LONG_MS })).rejects.toThrow('JSON');
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

  it.each<[string, RequestListener]>([
    ['nothing', () => {}],
    ['half of it', (_request, response) => response.writeHead(200, { 'Content-Length': 10 }).write('{"a":')],
  ])('fails when its time is over after %s, and closes the connection', async (_what, listener) => {
    const closed = Promise.withResolvers<void>();
    const url = await serving((request, response) => {
      request.socket.on('close', () => closed.resolve());
      listener(request, response);
    });
    await expect(sendJson(url, { method: 'GET', timeoutMs: 100 })).rejects.toThrow('no response within 100 ms');
    await closed.promise;
  });

  it('fails if the connection breaks in the middle of the response', async () => {
    const url = await serving((_request, response) => {
      response.writeHead(200, { 'Content-Length': 10 }).write('{"a":', () => response.destroy());
    });
    await expect(sendJson(url, { method: 'GET', timeoutMs: LONG_MS })).rejects.toThrow('aborted');
  });

  it('reads a character that arrives in two parts', async () => {
    const [first, second] = [Buffer.from('"é"').subarray(0, 2), Buffer.from('"é"').subarray(2)];
    const url = await serving((_request, response) => {
      response.writeHead(200, { 'Content-Length': 4 }).write(first, () => setImmediate(() => response.end(second)));
    });
    expect(await sendJson(url, { method: 'GET', timeoutMs: LONG_MS })).toEqual({ status: 200, json: 'é' });
  });

  it('fails if nothing listens', async () => {
    const url = await serving(() => {});
    if (server) await closeServer(server);
    server = undefined;
    await expect(sendJson(url, { method: 'GET', headers: {}, timeoutMs: LONG_MS })).rejects.toThrow('ECONNREFUSED');
  });
});
