import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { assertOwn, HEADERS } from './guard.ts';
import { ConsoleProblem, problemOf } from './problems.ts';
import { type Answer, routerOf } from './route.ts';
import { Session } from './session.ts';
import { PAGES, type StaticFile, staticFile } from './static-files.ts';

/** Enough for 500 transfers of wallets with the longest ids. */
const MAX_BODY_BYTES = 512 * 1024;

export interface ConsoleServerOptions {
  readonly answers: readonly Answer[];
  /** 0 is any free port. */
  readonly port: number;
  /** The folder of the built pages. */
  readonly pages?: string;
  /** Takes each error that is a bug. */
  readonly onError: (error: unknown) => void;
}

/** A control room that listens. */
export interface RunningConsole {
  /** With the token, for one browser. */
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/**
 * Serves the control room on 127.0.0.1: the pages, and the JSON API of the contract for the one
 * browser that has exchanged the token.
 */
export async function serveConsole({
  answers,
  port,
  pages = PAGES,
  onError,
}: ConsoleServerOptions): Promise<RunningConsole> {
  const routeOf = routerOf(answers);
  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      const problem = problemOf(error);
      if (problem.code === 'internal_error') onError(error);
      sendProblem(response, problem);
    });
  });
  for (const event of ['upgrade', 'connect'] as const) server.on(event, (_request, socket) => socket.destroy());
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${portOf(server)}`;
  const session = new Session(portOf(server));

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    assertOwn(request, host);
    const { method = '', headers } = request;
    const url = URL.parse(request.url ?? '/', `http://${host}`);
    if (!url) throw new ConsoleProblem('not_found');
    const admitted = session.admits(headers.cookie);
    if (url.pathname.startsWith('/api/')) {
      if (!admitted) throw new ConsoleProblem('no_session');
      const { answer, members } = routeOf(method, url.pathname);
      const given = method === 'POST' ? await jsonOf(request) : Object.fromEntries(url.searchParams);
      return send(response, 200, 'application/json', JSON.stringify(await answer.respond({ ...given, ...members })));
    }
    if (method !== 'GET' && method !== 'HEAD') throw new ConsoleProblem('method_not_allowed');
    const token = url.searchParams.get('token');
    if (token !== null) {
      const cookie = session.exchange(token);
      // The page says that this browser is not admitted, and how to get another address.
      if (cookie === undefined && !admitted)
        return sendFile(response, method, { ...(await staticFile(pages, '/')), status: 401 });
      // The address without the token goes into the history of the browser.
      response.writeHead(303, {
        ...HEADERS,
        location: url.pathname.replace(/^\/+/, '/'),
        'cache-control': 'no-store',
        ...(cookie !== undefined && { 'set-cookie': cookie }),
      });
      response.end();
      return;
    }
    // The pages have no secret. They say themselves that there is no session.
    sendFile(response, method, await staticFile(pages, url.pathname));
  }

  return {
    address: `http://${host}/?token=${session.token}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the control room does not listen');
  return address.port;
}

/** @throws ConsoleProblem */
async function jsonOf(request: IncomingMessage): Promise<object> {
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? ''))
    throw new ConsoleProblem('unsupported_media_type');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new ConsoleProblem('payload_too_large');
  }
  const body: unknown = parsed(Buffer.concat(chunks).toString());
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new ConsoleProblem('invalid_input', 'The body is not a JSON object.');
  return body;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sendProblem(response: ServerResponse, { body }: ConsoleProblem): void {
  if (response.headersSent) response.destroy();
  else send(response, body.status, 'application/problem+json', JSON.stringify(body));
}

function sendFile(response: ServerResponse, method: string, { status, headers, body }: StaticFile): void {
  response.writeHead(status, { ...HEADERS, ...headers, 'content-length': body.length });
  response.end(method === 'HEAD' ? undefined : body);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { ...HEADERS, 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
}
