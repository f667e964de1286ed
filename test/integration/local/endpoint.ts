import { once } from 'node:events';
import type { Server } from 'node:http';
import * as z from 'zod';

const Address = z.object({ port: z.number() });

/** Lets a server listen on any free port. @returns its URL */
export async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${Address.parse(server.address()).port}`;
}

/** Ends a server and its connections. */
export async function closed(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
