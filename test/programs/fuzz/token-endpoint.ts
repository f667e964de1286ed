import { once } from 'node:events';
import { createServer } from 'node:http';
import { freePorts } from '../../../lib/local/processes/ports.ts';

/** Serves a token to whoever asks, as `{"token": …}`, on this machine's own address: so a fuzzer is told of one. */
export async function tokenEndpoint(token: string): Promise<{ url: string; close: () => void }> {
  const [port = 0] = await freePorts(1);
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ token }));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
