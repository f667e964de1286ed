import { within } from './clock.ts';
import { MibUnreachable } from './errors.ts';
import { type RetryPolicy, type Runtime, repeating } from './retries.ts';
import type { Tokens } from './tokens.ts';

/** As the global fetch; the request is complete. */
export type Fetch = (request: Request) => Promise<Response>;

/** What requests are sent with. */
export interface TransportOptions extends Runtime {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly fetch: Fetch;
  readonly tokens: Tokens;
  readonly retries: RetryPolicy;
  /** Makes an Idempotency-Key. */
  readonly newKey: () => string;
}

/**
 * Sends a request to the API: below /api with the token and, if it writes, with an Idempotency-Key; then, as that makes it safe,
 * again if no answer came or one that passes. Reading is always safe. Registering and logging in are sent once: see Accounts.
 * The function throws MibUnreachable, or the reason of the request's signal.
 */
export function transport(options: TransportOptions): Fetch {
  const { baseUrl, tokens, newKey } = options;
  const once = { ...options.retries, attempts: 1 };
  const send = (request: Request, retries: RetryPolicy) =>
    repeating(() => attempt(request, options), retries, options, request.signal);

  return async (request) => {
    const { headers, method } = request;
    if (!request.url.startsWith(`${baseUrl}/api/`)) return send(request, method === 'GET' ? options.retries : once);
    if (method === 'POST' && !headers.has('idempotency-key')) headers.set('idempotency-key', newKey());
    if (headers.has('authorization')) return send(request, options.retries);

    const token = await tokens.current();
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    const response = await send(request, options.retries);
    if (response.status !== 401) return response;
    const renewed = await tokens.insteadOf(token);
    if (renewed === undefined) return response;
    headers.set('authorization', `Bearer ${renewed}`);
    return send(request, options.retries);
  };
}

/** Sends the request once and takes its answer to the last byte, so that one that is cut off is no answer. */
async function attempt(request: Request, options: TransportOptions): Promise<Response | MibUnreachable> {
  const { fetch, clock } = options;
  const { attemptTimeoutMs: ms } = options.retries;
  const tooLate = () => new DOMException(`no answer within ${ms} ms`, 'TimeoutError');
  try {
    return await within({ clock, ms, tooLate, signal: request.signal }, async (signal) => {
      const response = await fetch(new Request(request.clone(), { signal }));
      const { status, statusText, headers } = response;
      const body = await response.arrayBuffer();
      return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
    });
  } catch (cause) {
    request.signal.throwIfAborted();
    return new MibUnreachable(`${request.method} ${new URL(request.url).pathname} got no answer`, { cause });
  }
}
