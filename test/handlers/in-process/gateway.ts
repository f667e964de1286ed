import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import type { ServiceFunction } from '../../../lib/local/template.ts';
import { type Api, answerOf } from '../../steps/api.ts';
import { eventOf } from './event.ts';
import type { Handler } from './functions.ts';
import { router } from './routes.ts';

const Reply = z.strictObject({
  statusCode: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string().optional(),
});

/**
 * An HTTP API whose routes call functions in this process. A function that throws is a failure of the test: AWS would say 500.
 * @param sourceIp where its requests come from
 */
export function gateway(
  functions: readonly ServiceFunction[],
  handlers: ReadonlyMap<string, Handler>,
  sourceIp = '127.0.0.1',
): Api {
  const routeOf = router(functions);
  return {
    async request(method, target, message = {}) {
      const match = routeOf(method, target);
      const handler = handlers.get(match.functionName);
      if (!handler) throw new Error(`function ${match.functionName} is not loaded`);
      const reply = Reply.parse(await handler(eventOf(method, target, match, message, sourceIp), {}));
      const headers = Object.entries(reply.headers).map(([name, value]) => [name.toLowerCase(), value]);
      return answerOf(reply.statusCode, Object.fromEntries(headers), reply.body ?? '');
    },
  };
}

/** Something that listens on this machine. */
export interface Listening {
  readonly url: string;
  stop(): Promise<void>;
}

/** Lets an API be called over HTTP, on a free port. */
export async function listen(api: Api): Promise<Listening> {
  const server = createServer(async (request, response) => {
    const headers = z.record(z.string(), z.string()).parse(request.headers);
    const body = await text(request);
    const message = { headers, ...(body !== '' && { rawBody: body }) };
    const answer = await api.request(request.method ?? 'GET', request.url ?? '/', message);
    response.writeHead(answer.status, answer.headers);
    response.end(answer.text);
  });
  return listening(server);
}

/** Waits until a server listens on a free port of this machine. */
export async function listening(server: ReturnType<typeof createServer>): Promise<Listening> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = z.object({ port: z.int() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
