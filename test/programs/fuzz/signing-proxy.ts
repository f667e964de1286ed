import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Grant } from '../../../lib/domain/grant.ts';
import { freePorts } from '../../../lib/local/processes/ports.ts';
import { grantFor } from '../../support/steps/shard-steps.ts';

/** The token that the proxy takes for its own, and puts one for the very request in its place. */
export const ANY_REQUEST = 'a-token-for-any-request';

/**
 * Passes requests on to a shard as they are, on this machine's own address. The orchestrator signs a token for each request; a fuzzer has
 * one for all.
 */
export async function signingProxy(
  shardUrl: string,
  sign: (grant: Grant) => Promise<string>,
): Promise<{ url: string; close: () => void }> {
  const [port = 0] = await freePorts(1);
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const headers = { ...request.headers };
    if (headers.authorization === `Bearer ${ANY_REQUEST}`) {
      headers.authorization = `Bearer ${await sign(grantFor(request.url ?? '/', json(body)))}`;
    }
    const onward = send(new URL(shardUrl), { method: request.method, path: request.url, headers });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', (error) => response.destroy(error));
    onward.end(body);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
