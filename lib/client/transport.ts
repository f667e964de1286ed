import { within } from './clock.ts';
import { MibUnreachable } from './errors.ts';
import { type RetryPolicy, type Runtime, repeating } from './retries.ts';
import type { Tokens } from './tokens.ts';

/** Like the global `fetch`, with a complete Request. */
export type Fetch = (request: Request) => Promise<Response>;

/** How requests are sent. */
export interface TransportOptions extends Runtime {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly fetch: Fetch;
  readonly tokens: Tokens;
  readonly retries: RetryPolicy;
  /** Makes an Idempotency-Key. */
  readonly newKey: () => string;
}

/** The routes below /auth that take a token. */
const OF_SESSIONS = /^\/auth\/(logout|sessions|sign-ins|password|step_up|factors|passkeys?|account)(\/|$)/;
/** Those of them whose writes are no longer the same when they are repeated. */
const ONCE = /^\/auth\/(password|step_up|factors|passkeys?|account)(\/|$)/;

/**
 * A `fetch` for the API. Requests of a user carry the token, and writes below /api carry an
 * Idempotency-Key, which makes them safe to repeat. It retries if no response came, or a status that may
 * pass. Reads and ends of sessions are always safe to repeat. A change of the password or of a second factor,
 * the deletion of the account, a step-up, a registration, a login and a refresh are sent once: see Accounts.
 * The `fetch` throws MibUnreachable, or the reason of the request's signal.
 */
export function transport(options: TransportOptions): Fetch {
  const { baseUrl, tokens, newKey } = options;
  const once = { ...options.retries, attempts: 1 };
  const send = (request: Request, retries: RetryPolicy) =>
    repeating(() => attempt(request, options), retries, options, request.signal);

  return async (request) => {
    const { headers, method } = request;
    const path = request.url.slice(baseUrl.length).replace(/[?#].*$/, '');
    const isApi = path.startsWith('/api/');
    if (!isApi && !OF_SESSIONS.test(path)) return send(request, method === 'GET' ? options.retries : once);
    const retries = method !== 'GET' && ONCE.test(path) ? once : options.retries;
    if (isApi && method === 'POST' && !headers.has('idempotency-key')) headers.set('idempotency-key', newKey());
    if (headers.has('authorization')) return send(request, retries);

    const token = await tokens.current();
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    const response = await send(request, retries);
    if (response.status !== 401 && !(await needsFactor(response, tokens))) return response;
    const renewed = await tokens.insteadOf(token);
    if (renewed === undefined) return response;
    headers.set('authorization', `Bearer ${renewed}`);
    return send(request, retries);
  };
}

/** Whether the token may only add a second factor. The user may have added one since, by another client. */
async function needsFactor(response: Response, { session }: Tokens): Promise<boolean> {
  if (response.status !== 403 || session?.scope === undefined) return false;
  const problem: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return typeof problem === 'object' && problem !== null && 'code' in problem && problem.code === 'add_second_factor';
}

/** Sends the request once and reads the response to its last byte: a broken one counts as none. */
async function attempt(request: Request, options: TransportOptions): Promise<Response | MibUnreachable> {
  const { fetch, clock } = options;
  const { attemptTimeoutMs: ms } = options.retries;
  const tooLate = () => new DOMException(`no response within ${ms} ms`, 'TimeoutError');
  try {
    return await within({ clock, ms, tooLate, signal: request.signal }, async (signal) => {
      const response = await fetch(new Request(request.clone(), { signal }));
      const { status, statusText, headers } = response;
      const body = await response.arrayBuffer();
      return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
    });
  } catch (cause) {
    request.signal.throwIfAborted();
    return new MibUnreachable(`${request.method} ${new URL(request.url).pathname} got no response`, { cause });
  }
}
