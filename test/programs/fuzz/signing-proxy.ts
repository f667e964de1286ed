import { createServer, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { deadlineFrom } from '../../../lib/domain/deadline.ts';
import type { Grant } from '../../../lib/domain/grant.ts';
import { listenOnFreePort } from '../../support/environment/listening.ts';
import { grantFor } from '../../support/steps/shard-steps.ts';

/** The proxy replaces these digits by a deadline that the shard accepts: a constant would pass. */
export const SOON = '888888888888888';

/** The proxy replaces this token by one that is bound to the request. */
export const ANY_REQUEST = 'a-token-for-any-request';

/**
 * A proxy on the loopback interface that passes requests to a shard unchanged, but for the token and
 * the deadline. The orchestrator signs a token for each request; a fuzzer has one token for all.
 */
export async function signingProxy(
  shardUrl: string,
  sign: (grant: Grant) => Promise<string>,
): Promise<{ url: string; close: () => void }> {
  const server = createServer(async (request, response) => {
    const sent = (await buffer(request)).toString('latin1');
    const body = Buffer.from(sent.replaceAll(SOON, String(deadlineFrom(Date.now()))), 'latin1');
    const headers = { ...request.headers };
    if (headers['content-length'] !== undefined) headers['content-length'] = String(body.length);
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
