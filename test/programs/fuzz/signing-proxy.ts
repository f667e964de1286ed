import { createServer, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Grant } from '../../../lib/domain/grant.ts';
import { listenOnFreePort } from '../../support/environment/listening.ts';
import { grantFor } from '../../support/steps/shard-steps.ts';

/** The proxy replaces this token by one that is bound to the request. */
export const ANY_REQUEST = 'a-token-for-any-request';

/**
 * A proxy on the loopback interface that passes requests to a shard unchanged, but for the token.
 * The orchestrator signs a token for each request; a fuzzer has one token for all.
 */
export async function signingProxy(
  shardUrl: string,
  sign: (grant: Grant) => Promise<string>,
): Promise<{ url: string; close: () => void }> {
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const headers = { ...request.headers };
    if (headers.authorization === `Bearer ${ANY_REQUEST}`) {
      headers.authorization = `Bearer ${await sign(grantFor(request.url ?? '/', json(body)))}`;
    }
    const onward = send(new URL(shardUrl), { method: request.method, path: request.url, headers });
    onward.on('response', (shardResponse) => {
      response.writeHead(shardResponse.statusCode ?? 502, shardResponse.headers);
      shardResponse.pipe(response);
    });
    onward.on('error', (error) => response.destroy(error));
    onward.end(body);
  });
  return { url: await listenOnFreePort(server), close: () => server.close() };
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
