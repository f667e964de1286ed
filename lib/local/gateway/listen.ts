import { once } from 'node:events';
import { type ListenAddress, withoutBrackets } from '../processes/ports.ts';
import { type GatewayOptions, httpApi } from './gateway.ts';

/** Connections that are not accepted yet: as many as the system lets wait, or the system itself resets those of a thousand at once. */
const BACKLOG = 4_096;

/**
 * Lets an HTTP API be called over the network.
 * @returns what ends it, and all connections to it
 */
export async function listen({ host, port }: ListenAddress, options: GatewayOptions): Promise<() => void> {
  const server = httpApi(options);
  // Clients keep their connections; one that is closed in the moment of its use is an error to them.
  server.keepAliveTimeout = 0;
  server.listen({ host: host === 'localhost' ? '127.0.0.1' : withoutBrackets(host), port, backlog: BACKLOG });
  await once(server, 'listening');
  return () => {
    server.close();
    server.closeAllConnections();
  };
}
