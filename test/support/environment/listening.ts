import { once } from 'node:events';
import type { Server } from 'node:http';
import * as z from 'zod';

/** A server that listens on this machine. */
export interface Listening {
  readonly url: string;
  stop(): Promise<void>;
}

/** Waits until a server listens on a free port of this machine. */
export async function listening(server: Server): Promise<Listening> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.int() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
