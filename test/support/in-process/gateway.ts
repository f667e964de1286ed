import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { partsOf } from '../../../lib/local/gateway/event.ts';
import { responseOf } from '../../../lib/local/gateway/response.ts';
import { router } from '../../../lib/local/gateway/routes.ts';
import type { ServiceFunction } from '../../../lib/local/template/template.ts';
import { type Listening, listening } from '../environment/listening.ts';
import { type Api, apiResponse, type Message } from '../steps/api.ts';
import { eventOf } from './event.ts';
import type { Handler } from './functions.ts';

/**
 * An HTTP API in this process. `transmit` gives a response as it is on the network: compressed, for
 * example.
 */
export interface Gateway extends Api {
  transmit(method: string, target: string, message: Message): Promise<Transmitted>;
}

interface Transmitted {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * An HTTP API whose routes call functions in this process. A function that throws fails the test;
 * on AWS the response would be a 500.
 * @param sourceIp the address of the clients
 */
export function gateway(
  functions: readonly ServiceFunction[],
  handlers: ReadonlyMap<string, Handler>,
  sourceIp = '127.0.0.1',
): Gateway {
  const routeOf = router(functions);
  const transmit: Gateway['transmit'] = async (method, target, message) => {
    const match = routeOf(method, partsOf(target).path);
    const handler = match && handlers.get(match.functionName);
    if (!handler) throw new Error(`no function is loaded for ${method} ${target}`);
    const response = responseOf(await handler(eventOf(method, target, match, message, sourceIp), {}));
    const lowerCase = Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]);
    const body = method === 'HEAD' ? Buffer.alloc(0) : response.body;
    return { status: response.status, headers: Object.fromEntries(lowerCase), body };
  };
  return {
    transmit,
    async request(method, target, message = {}) {
      const { status, headers, body } = await transmit(method, target, message);
      const text = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
      return apiResponse(status, headers, text.toString());
    },
  };
}

const HeaderFields = z.record(z.string(), z.string());

/** Serves an API over HTTP, on a free port. */
export async function listen(api: Gateway): Promise<Listening> {
  const server = createServer(async (request, response) => {
    const headers = HeaderFields.parse(request.headers);
    const given = await text(request);
    const message = { headers, ...(given !== '' && { rawBody: given }) };
    const { status, headers: own, body } = await api.transmit(request.method ?? 'GET', request.url ?? '/', message);
    response.writeHead(status, own);
    response.end(body);
  });
  return listening(server);
}
