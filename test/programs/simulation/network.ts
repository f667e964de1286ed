import * as z from 'zod';
import { type Response, respond } from '../../../lib/lambda/http/response.ts';
import type { JsonResponse, SendJson } from '../../../lib/remote/send.ts';
import type { Faults } from './faults.ts';

/** A shard's side of the network: handles a request that has arrived. The path may have a query. */
export type Server = (path: string, body: object) => Promise<Response>;

const Body = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.looseObject({}));

/**
 * A network between the orchestrator and the shards. Messages are late, lost and repeated. Shards
 * fail before or after their write.
 * @param servers by host name
 * @param down hosts that are unreachable, changed during the schedule
 */
export function virtualNetwork(
  servers: ReadonlyMap<string, Server>,
  faults: Faults,
  down: ReadonlySet<string>,
): SendJson {
  return async (to, { body: text, timeoutMs }) => {
    const url = new URL(to);
    const server = servers.get(url.hostname);
    if (!server) throw new TypeError(`no such host: ${url.hostname}`);
    const body = text === undefined ? {} : Body.parse(text);
    return new Promise<JsonResponse>((resolve, reject) => {
      setTimeout(() => reject(new Error('no response in time')), timeoutMs);
      const deliver = async (respondWith: (response: Response) => void) => {
        if (down.has(url.hostname)) return reject(new TypeError(`${url.hostname} is down`));
        if (faults.happens('throttled')) return respondWith(respond(429, { code: 'too_many_open_transactions' }));
        if (faults.happens('failedBeforeWrite')) return respondWith(respond(500, { code: 'internal_error' }));
        const result = await server(url.pathname + url.search, body);
        respondWith(faults.happens('failedAfterWrite') ? respond(500, { code: 'internal_error' }) : result);
      };
      const toOrchestrator = (result: Response) => {
        if (faults.happens('replyLost')) return;
        const response = { status: result.statusCode, json: JSON.parse(result.body ?? 'null') };
        setTimeout(() => resolve(response), faults.delay('replyLate'));
      };
      if (faults.happens('requestRepeated')) setTimeout(() => void deliver(() => {}), faults.delay('requestLate') * 3);
      if (!faults.happens('requestLost')) setTimeout(() => void deliver(toOrchestrator), faults.delay('requestLate'));
    });
  };
}
