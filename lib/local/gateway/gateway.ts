import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { invalidInput, MibError } from '../../domain/errors.ts';
import { problem } from '../../lambda/http/problem.ts';
import { endingWhenItOnlyWaits } from '../aws/caller.ts';
import { FunctionError } from '../aws/function-error.ts';
import { Json } from '../aws/json.ts';
import type { Tasks } from '../aws/step-functions/tasks.ts';
import { ownFrames } from '../processes/failures.ts';
import type { ServiceFunction } from '../template/template.ts';
import { corsFor, type Pages } from './cors.ts';
import { entrance, type Limits } from './entrance.ts';
import { eventOf, type IncomingRequest, partsOf } from './event.ts';
import { type OutgoingResponse, ownResponse, responseOf } from './response.ts';
import { type RouteMatch, router } from './routes.ts';

/** The limits of API Gateway for a body and of Lambda for an event. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
const MAX_EVENT_BYTES = 6 * 1024 * 1024;
const RETRY_AFTER_SECONDS = 2;

export interface GatewayOptions extends Limits {
  readonly functions: readonly ServiceFunction[];
  readonly invoke: Tasks['invoke'];
  /** The web pages that may call it. The default is none. */
  readonly pages?: Pages | undefined;
  /** Whether the connection breaks now instead of carrying a response. By default it never does. */
  readonly losesReplies?: () => boolean;
  /** Called with a line about each request that got no response from a function. */
  readonly say: (line: string) => void;
  /** ms since 1970 */
  readonly clock?: () => number;
}

/**
 * The HTTP API of one cell, which in the cloud is API Gateway. It passes each request to the
 * function of its route through the Lambda API, and returns the function's response. Its own
 * responses are problem details:
 *
 * - 503 with Retry-After: no function was called. Too many requests wait, executions end more slowly
 *   than requests would start them, or the functions restart.
 * - 500: a function was called, and failed, timed out or returned no HTTP response. What it did is
 *   unknown.
 * - 413: the body is larger than 10 MB.
 * - 404: there is no such route.
 */
export function httpApi({
  functions,
  invoke,
  pages,
  losesReplies = () => false,
  say,
  clock = Date.now,
  ...limits
}: GatewayOptions): Server {
  const routeOf = router(functions);
  const enter = entrance(functions, limits);
  const cors = corsFor(pages);

  const run = async (request: IncomingRequest, match: RouteMatch, gone: AbortSignal): Promise<OutgoingResponse> => {
    const eventNow = () => Json.parse(eventOf(request, match, clock()));
    if (mayBeTooLarge(request) && Buffer.byteLength(JSON.stringify(eventNow())) > MAX_EVENT_BYTES) {
      throw tooLarge(MAX_EVENT_BYTES);
    }
    const endTurn = await enter(match.functionName, gone);
    if (!endTurn) throw new MibError('unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS });
    try {
      return responseOf(await endingWhenItOnlyWaits(endTurn, () => invoke(match.functionName, eventNow())));
    } catch (error) {
      const where = error instanceof FunctionError ? ownFrames(error.trace) : [];
      say([`${request.method} ${match.route}: ${match.functionName}: ${error}`, ...where].join('\n'));
      if (error instanceof FunctionError && error.notCalled)
        throw new MibError('unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS });
      throw error;
    } finally {
      endTurn();
    }
  };

  const respondTo = async (incoming: IncomingMessage, gone: AbortSignal): Promise<OutgoingResponse> => {
    const { method = 'GET', url = '/', rawHeaders, socket } = incoming;
    const match = routeOf(method, partsOf(url).path);
    const body = await bodyOf(incoming);
    if (!match) throw new MibError('route_not_found');
    const sourceIp = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    return run({ method, target: url, headers: pairs(rawHeaders), body, sourceIp }, match, gone);
  };

  const server = createServer((incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.once('close', () => {
      // An abort costs CPU, and after a response nothing waits for it.
      if (!outgoing.writableEnded) gone.abort();
    });
    const preflight = cors.preflight(incoming);
    if (preflight) return send(outgoing, preflight);
    respondTo(incoming, gone.signal)
      .catch((error: unknown) => ownResponse(problem(error)))
      .then((response) => (losesReplies() ? outgoing.destroy() : send(outgoing, cors.readable(response, incoming))));
  });
  server.on('clientError', refuseUnread);
  return server;
}

/** All of a request's body. @throws MibError payload_too_large when all of it has passed */
function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  // By events: an iterator takes as much CPU again as the rest of reading.
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) chunks = [];
      else chunks.push(chunk);
    });
    incoming.on('end', () => {
      if (size > MAX_BODY_BYTES) reject(tooLarge(MAX_BODY_BYTES));
      else resolve(Buffer.concat(chunks));
    });
    incoming.on('error', reject);
  });
}

/**
 * Whether the event can have more bytes than Lambda takes. Each byte of a body has at most six in
 * JSON, and the headers have at most 16 KB.
 */
function mayBeTooLarge({ body }: IncomingRequest): boolean {
  return body.length > MAX_EVENT_BYTES / 8;
}

function tooLarge(bytes: number): MibError {
  return new MibError('payload_too_large', { detail: `The request is larger than ${bytes} bytes.` });
}

function pairs(rawHeaders: readonly string[]): [string, string][] {
  const found: [string, string][] = [];
  for (let n = 0; n < rawHeaders.length; n += 2) found.push([rawHeaders[n] ?? '', rawHeaders[n + 1] ?? '']);
  return found;
}

function send(outgoing: ServerResponse, { status, headers, body }: OutgoingResponse): void {
  // Node omits the body where HTTP has none: after HEAD, with 204 and 304.
  const hasLength = status !== 204 && status !== 304;
  outgoing.writeHead(status, { ...headers, ...(hasLength && { 'Content-Length': body.length }) });
  outgoing.end(body);
}

/** Responds to bytes that are not an HTTP request. */
function refuseUnread(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const refused =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new MibError('headers_too_large', { detail: 'The headers together are too large.' })
      : invalidInput([{ field: 'request', message: 'must be HTTP/1.1' }]);
  const { status, headers, body } = ownResponse(problem(refused));
  const lines = Object.entries({ ...headers, 'Content-Length': body.length, Connection: 'close' });
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines.map(([name, value]) => `${name}: ${value}`)];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
