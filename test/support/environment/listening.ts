import { once } from 'node:events';
import type { Server } from 'node:http';
import { promisify } from 'node:util';
import * as z from 'zod';

const Address = z.object({ port: z.int() });

/** A server that listens on this machine. */
export interface Listening {
  readonly url: string;
  stop(): Promise<void>;
}

/** Lets a server listen on a free port of this machine. */
export async function listening(server: Server): Promise<Listening> {
  return { url: await listenOnFreePort(server), stop: () => closeServer(server) };
}

/** Lets a server listen on a free port of this machine. @returns its URL */
export async function listenOnFreePort(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${Address.parse(server.address()).port}`;
}

/**
 * Closes a server and its connections. It waits for the callback, not for the event: dynalite closes
 * its database in between.
 */
export async function closeServer(server: Server): Promise<void> {
  const closed = promisify(server.close.bind(server))();
  server.closeAllConnections();
  await closed;
}
