import { type ClientOptions, createClient, type MibClient } from '../../../lib/client/index.ts';
import { inVirtualTime } from '../../support/virtual-time.ts';

/** The reaction to one request: a response, an Error, no response at all, or a broken response. */
export type Reaction =
  | { status: number; body?: unknown; text?: string; headers?: Record<string, string> }
  | Error
  | 'no response'
  | 'cut off';

/** A request as it arrived. Its time is in ms since the start of the test. */
export interface Arrival {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Responses that many tests need. */
export const responses = {
  session: (token = 'a-token') => ({ status: 200, body: { token, token_type: 'Bearer', expires_in: 3600 } }),
  accepted: { status: 202, body: { TxID: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P', status: 'PENDING' } },
  problem: (status: number, code: string, more: object = {}, headers: Record<string, string> = {}) => ({
    status,
    body: { type: 'about:blank', title: 'T', status, code, detail: 'D.', ...more },
    headers,
  }),
};

/**
 * Runs a client in virtual time against an API that follows a script. The last reaction of the
 * script is for all further requests too.
 * @returns the requests that arrived
 */
export async function talk(
  script: readonly Reaction[],
  scenario: (client: MibClient, make: (options: Partial<ClientOptions>) => MibClient) => Promise<void>,
): Promise<Arrival[]> {
  const arrivals: Arrival[] = [];
  await inVirtualTime(1, async (pass) => {
    const begun = Date.now();
    const fetch = async (request: Request) => {
      const text = await request.text();
      const { method, headers, url } = request;
      const body = text === '' ? undefined : JSON.parse(text);
      arrivals.push({ at: Date.now() - begun, method, path: url.slice(BASE_URL.length), headers, body });
      return react(script[Math.min(arrivals.length, script.length) - 1] ?? 'no response', request.signal);
    };
    // Every pause has its full length.
    const make = (options: Partial<ClientOptions>) =>
      createClient({ baseUrl: `${BASE_URL}/`, fetch, random: () => 1, ...options });
    let over = false;
    const scene = scenario(make({ token: 'a-token' }), make).finally(() => {
      over = true;
    });
    // An error is thrown below.
    scene.catch(() => undefined);
    while (!over) await pass(1_000);
    await scene;
  });
  return arrivals;
}

const BASE_URL = 'https://mib.test/v1';

async function react(reaction: Reaction, signal: AbortSignal): Promise<Response> {
  if (reaction instanceof Error) throw reaction;
  if (reaction === 'no response') {
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
  }
  if (reaction === 'cut off') {
    const cut = new ReadableStream({ start: (controller) => controller.error(new TypeError('terminated')) });
    return new Response(cut, { status: 200 });
  }
  const { status, body, text, headers = {} } = reaction;
  return new Response(text ?? (body === undefined ? null : JSON.stringify(body)), { status, headers });
}
