import { createServer } from 'node:http';
import { listenOnFreePort } from '../../support/environment/listening.ts';

/** Serves a token as `{"token": …}` on the loopback interface, for the fuzzer. */
export async function tokenEndpoint(token: string): Promise<{ url: string; close: () => void }> {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ token }));
  });
  return { url: `${await listenOnFreePort(server)}/`, close: () => server.close() };
}
