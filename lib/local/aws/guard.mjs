// Preloaded into every process that emulates a service of AWS. It admits requests to the HTTP
// servers of the process from the stack itself alone. Each emulator hands out money or keys, and
// every web page in a browser of this machine can send requests to its ports. It patches Node's own
// servers, so that no port is forgotten, whichever library opens it. Not in TypeScript: that would
// load Node's compiler into each process.
import { timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';

const secret = Buffer.from(process.env.STAND_IN_SECRET ?? '');
if (secret.length === 0) throw new Error('STAND_IN_SECRET is not set');

// With DNS rebinding a foreign name resolves to this machine. Host still has that name.
const OWN_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;
// Types that a page cannot send without a preflight. It can send text/plain and the types of forms.
const JSON_TYPE = /^application\/(?:json|x-amz-json-1\.[01])\s*(?:;|$)/i;
const READS = new Set(['GET', 'HEAD']);

/**
 * Status and message of a refused request; undefined for an admitted one, whose URL loses the
 * secret.
 */
function refusalOf(request) {
  const { method, url, headers } = request;
  if (headers.origin !== undefined) return [403, 'no web page may call this'];
  if (!OWN_HOST.test(headers.host ?? '')) return [403, 'Host is not this machine'];
  const [, given = '', rest = ''] = /^\/([^/?]*)(.*)$/s.exec(url) ?? [];
  if (!isSecret(given)) return [403, 'the URL lacks the secret of this stack'];
  if (!READS.has(method) && !JSON_TYPE.test(headers['content-type'] ?? ''))
    return [415, 'the body is not declared as JSON'];
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
  return undefined;
}

function isSecret(given) {
  const bytes = Buffer.from(given);
  return bytes.length === secret.length && timingSafeEqual(bytes, secret);
}

for (const { Server } of [http, https]) {
  const { emit } = Server.prototype;
  Server.prototype.emit = function emitAdmitted(event, ...args) {
    if (event === 'upgrade' || event === 'connect') {
      args[1].destroy();
      return true;
    }
    if (event !== 'request' && event !== 'checkContinue' && event !== 'checkExpectation') {
      return emit.call(this, event, ...args);
    }
    const [request, response] = args;
    const refusal = refusalOf(request);
    if (!refusal) return emit.call(this, event, ...args);
    const [status, message] = refusal;
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ message }));
    return true;
  };
}
