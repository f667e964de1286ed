import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';

// With DNS rebinding a foreign name resolves to this machine. Host still has that name.
const OWN_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;
// Types that a page cannot send without a preflight. It can send text/plain and the types of forms.
const JSON_TYPE = /^application\/(?:json|x-amz-json-1\.[01])\s*(?:;|$)/i;
const READS = new Set(['GET', 'HEAD']);

/**
 * A server that admits requests from the stack itself alone. Each emulator hands out money or keys,
 * and every web page in a browser of this machine can send requests to its port.
 * @param secret the first part of the path of every admitted request. The listener sees the path
 * without it.
 */
export function guardedServer(secret: string, listener: RequestListener): Server {
  const admits = Buffer.from(secret);
  if (admits.length === 0) throw new Error('the secret of the emulators is empty');
  const server = createServer((request, response) => {
    const refusal = refusalOf(request, admits);
    if (!refusal) return listener(request, response);
    const [status, message] = refusal;
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ message }));
  });
  for (const event of ['upgrade', 'connect'] as const) server.on(event, (_request, socket) => socket.destroy());
  return server;
}

/**
 * Status and message of a refused request; undefined for an admitted one, whose URL loses the
 * secret.
 */
function refusalOf(request: IncomingMessage, secret: Buffer): [status: number, message: string] | undefined {
  const { method = '', url = '', headers } = request;
  if (headers.origin !== undefined) return [403, 'no web page may call this'];
  if (!OWN_HOST.test(headers.host ?? '')) return [403, 'Host is not this machine'];
  const [, given = '', rest = ''] = /^\/([^/?]*)(.*)$/s.exec(url) ?? [];
  if (!isSecret(given, secret)) return [403, 'the URL lacks the secret of this stack'];
  if (!READS.has(method) && !JSON_TYPE.test(headers['content-type'] ?? ''))
    return [415, 'the body is not declared as JSON'];
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
  return undefined;
}

function isSecret(given: string, secret: Buffer): boolean {
  const bytes = Buffer.from(given);
  return bytes.length === secret.length && timingSafeEqual(bytes, secret);
}
