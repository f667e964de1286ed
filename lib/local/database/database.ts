// A process of its own: the embedded databases, one for each cell.
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import dynalite from 'dynalite';
import { ready } from '../processes/ready.ts';
import { DatabaseSettings } from './database-settings.ts';
import { rebuildIndexes } from './rebuild-indexes.ts';

const databases = DatabaseSettings.parse(JSON.parse(process.env.DATABASES ?? ''));

// dynalite throws where nothing can catch it when a caller disconnects in the middle of a request.
process.on('uncaughtException', (error) => {
  if ('code' in error && error.code === 'ECONNRESET') return;
  console.error(error);
  process.exit(1);
});

for (const { path, tables } of databases) {
  if (path === undefined) continue;
  await mkdir(path, { recursive: true });
  await rebuildIndexes(path, tables).catch((error: unknown) => {
    const locked =
      error instanceof Error &&
      error.cause instanceof Error &&
      'code' in error.cause &&
      error.cause.code === 'LEVEL_LOCKED';
    console.error(locked ? `${path} is in use by another process` : error);
    process.exit(1);
  });
}
for (const { port, path } of databases) {
  const options = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, ...(path !== undefined && { path }) };
  const server = dynalite(options);
  // Clients reuse their connections: one that is closed while it is used is an error for them.
  server.keepAliveTimeout = 0;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}
ready();
