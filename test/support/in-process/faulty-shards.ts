import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { listening } from '../environment/listening.ts';

/** Shards whose every request fails once. */
export interface FaultyShards {
  /** Their addresses, as an environment has them. */
  readonly addresses: Readonly<Record<string, string>>;
  /** How many requests failed so far. */
  readonly failed: () => number;
  stop(): Promise<void>;
}

/**
 * Lets the first attempt of each request to the shards fail: by turns its response is lost once it was carried
 * out, or it ends with 503 and is not.
 */
export async function faultyShards(environment: Readonly<Record<string, string>>): Promise<FaultyShards> {
  const known = new Set<string>();
  const before = async (name: string, target: string) => {
    const server = createServer(async (request, response) => {
      const { method = 'GET', url = '', headers } = request;
      const body = await text(request);
      const key = `${name} ${method} ${url} ${body}`;
      const isFirst = !known.has(key);
      known.add(key);
      if (isFirst && known.size % 2 === 0) {
        response.writeHead(503, { 'Content-Type': 'application/problem+json' }).end('{"code":"unavailable"}');
        return;
      }
      const forwarded = { Authorization: headers.authorization ?? '', 'Content-Type': 'application/json' };
      const answer = await fetch(`${target}${url}`, { method, headers: forwarded, ...(body !== '' && { body }) });
      const json = await answer.text();
      if (isFirst) response.destroy();
      else response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(json);
    });
    return { name, ...(await listening(server)) };
  };
  const shards = Object.entries(environment).filter(([name]) => name.startsWith('SHARD_ADDRESS_'));
  const proxies = await Promise.all(shards.map(([name, target]) => before(name, target)));
  return {
    addresses: Object.fromEntries(proxies.map(({ name, url }) => [name, url])),
    failed: () => known.size,
    stop: async () => void (await Promise.all(proxies.map(({ stop }) => stop()))),
  };
}
