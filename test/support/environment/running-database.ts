import type { Server } from 'node:http';

// The set-up and the tear-down are loaded as modules of their own but run in one process.
const running: Server[] = [];

/** Keeps a database that the set-up starts for the tear-down. */
export function keepDatabase(server: Server): void {
  running.push(server);
}

/** Stops them, with every connection. */
export async function stopDatabases(): Promise<void> {
  await Promise.all(
    running.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    ),
  );
}
