// A process of its own: the embedded databases of this machine, one for each cell.
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import dynalite from 'dynalite';
import { ready } from '../processes/ready.ts';
import { DatabaseSettings } from './database-settings.ts';
import { rebuildIndexes } from './rebuild-indexes.ts';

const databases = DatabaseSettings.parse(JSON.parse(process.env.DATABASES ?? ''));

// dynalite throws, out of reach, when a caller goes away in the middle of a request, as one does that is killed.
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
  // Clients keep their connections; one that is closed in the moment of its use is an error to them.
  server.keepAliveTimeout = 0;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}
ready();
