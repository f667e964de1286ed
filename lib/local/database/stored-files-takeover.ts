import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { Json } from '../aws/json.ts';
import type { Store } from './store.ts';

const ENDING = '.json';
const QUEUES = 'queues';

/**
 * Takes over the small values that version 0.1 stored as files below the data folder: those of
 * `stream` and `parameters`, and those of each queue as the namespace `queues/<name>`. A folder is
 * deleted when its values are stored, so that an interrupted takeover is done again. Call it before
 * anything else uses these namespaces.
 */
export async function takeOverStoredFiles(store: Store, dataFolder: string): Promise<void> {
  const queues = await entriesOf(path.join(dataFolder, QUEUES));
  for (const namespace of ['stream', 'parameters', ...queues.map((name) => `${QUEUES}/${name}`)]) {
    const folder = path.join(dataFolder, namespace);
    const values = store.values(namespace);
    const files = (await entriesOf(folder)).filter((name) => name.endsWith(ENDING));
    await Promise.all(
      files.map(async (file) => {
        const value = Json.parse(JSON.parse(await readFile(path.join(folder, file), 'utf8')));
        await values.put(file.slice(0, -ENDING.length), value);
      }),
    );
    await rm(folder, { recursive: true, force: true });
  }
  await rm(path.join(dataFolder, QUEUES), { recursive: true, force: true });
}

async function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
