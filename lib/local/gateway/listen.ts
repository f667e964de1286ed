import { once } from 'node:events';
import { type ListenAddress, withoutBrackets } from '../processes/ports.ts';
import { type GatewayOptions, httpApi } from './gateway.ts';

/**
 * The most connections that wait to be accepted. With fewer the system resets some of 1,000
 * simultaneous ones.
 */
const BACKLOG = 4_096;

/**
 * Opens the HTTP API of a cell on an address.
 * @returns a function that closes it and all connections to it
 */
export async function listen({ host, port }: ListenAddress, options: GatewayOptions): Promise<() => void> {
  const server = httpApi(options);
  // Clients reuse their connections: one that is closed while it is used is an error for them.
  server.keepAliveTimeout = 0;
  server.listen({ host: host === 'localhost' ? '127.0.0.1' : withoutBrackets(host), port, backlog: BACKLOG });
  await once(server, 'listening');
  return () => {
    server.close();
    server.closeAllConnections();
  };
}
