import type { Server } from 'node:http';

// The set-up and the tear-down are loaded as modules of their own but run in one process.
const running: { server?: Server } = {};

/** Keeps the database that the set-up has started for the tear-down. */
export function keepDatabase(server: Server): void {
  running.server = server;
}

/** Stops it, with every connection. */
export async function stopDatabase(): Promise<void> {
  const { server } = running;
  if (!server) return;
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
