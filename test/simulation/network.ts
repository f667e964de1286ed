import * as z from 'zod';
import { type Reply, reply } from '../../lib/http/reply.ts';
import type { Faults } from './faults.ts';

/** A shard's side of the network: answers a request that has arrived. */
export type Server = (path: string, body: unknown) => Promise<Reply>;

const Body = z.string().transform((text): unknown => JSON.parse(text));

/**
 * A `fetch` between the orchestrator and the shards on which messages are late, lost and repeated, and shards fail before or after
 * they have done what they were asked.
 * @param servers by host name
 * @param down hosts that nothing reaches at the moment
 */
export function virtualNetwork(
  servers: ReadonlyMap<string, Server>,
  faults: Faults,
  down: ReadonlySet<string>,
): typeof fetch {
  return async (input, init) => {
    const url = new URL(String(input));
    const server = servers.get(url.hostname);
    if (!server) throw new TypeError(`no such host: ${url.hostname}`);
    const body = Body.parse(init?.body);
    return new Promise<Response>((resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      const deliver = async (answer: (reply: Reply) => void) => {
        if (down.has(url.hostname)) return reject(new TypeError(`${url.hostname} is down`));
        if (faults.happens('throttled')) return answer(reply(429, { code: 'too_many_open_transactions' }));
        if (faults.happens('failedBeforeWrite')) return answer(reply(500, { code: 'internal_error' }));
        const result = await server(url.pathname, body);
        answer(faults.happens('failedAfterWrite') ? reply(500, { code: 'internal_error' }) : result);
      };
      const respond = (result: Reply) => {
        if (faults.happens('replyLost')) return;
        setTimeout(() => resolve(responseOf(result)), faults.delay('replyLate'));
      };
      if (faults.happens('requestRepeated')) setTimeout(() => void deliver(() => {}), faults.delay('requestLate') * 3);
      if (!faults.happens('requestLost')) setTimeout(() => void deliver(respond), faults.delay('requestLate'));
    });
  };
}

/** Read without streams, whose timing is the platform's own. */
function responseOf(result: Reply): Response {
  const response = new Response(result.body, { status: result.statusCode, headers: result.headers });
  Object.defineProperty(response, 'json', { value: async () => JSON.parse(result.body ?? 'null') });
  return response;
}
