import type { Server } from 'node:http';

// The set-up and the tear-down do not share modules, but run in one process.
const running: Server[] = [];

/** Remembers a database of the set-up, so that the tear-down stops it. */
export function keepDatabase(server: Server): void {
  running.push(server);
}

/** Stops all remembered databases and closes their connections. */
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
