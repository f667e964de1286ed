import { once } from 'node:events';
import { createServer } from 'node:http';
import { freePorts } from '../../lib/local/ports.ts';

/**
 * Serves a fresh token to whoever asks, as `{"token": …}`, on this machine's own address: one for a shard lives a minute, and a run
 * takes longer.
 */
export async function tokenEndpoint(sign: () => Promise<string>): Promise<{ url: string; close: () => void }> {
  const [port = 0] = await freePorts(1);
  const server = createServer((_, response) => {
    sign().then(
      (token) => response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ token })),
      (error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
