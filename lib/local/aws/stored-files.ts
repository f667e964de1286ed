import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Json } from './json.ts';

/**
 * Small values by name. When `put` resolves, the value is stored until `remove`, even if the
 * process is killed.
 */
export interface StoredFiles {
  readonly put: (name: string, value: Json) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
  readonly all: () => Promise<[name: string, value: Json][]>;
}

const ENDING = '.json';
/** Parameters may hold secrets. */
const ONLY_OWNER = 0o600;

/**
 * A file for each value. It is written under another name and then renamed, so that a part of a
 * value is never read. As with the embedded database, a loss of power loses what the system has not
 * written to the disk.
 * @param folder is created if it is missing; undefined to store in memory
 */
export async function storedIn(folder: string | undefined): Promise<StoredFiles> {
  if (folder === undefined) return inMemory();
  const unfinished = path.join(folder, 'unfinished');
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  const fileOf = (name: string) => path.join(folder, `${name}${ENDING}`);
  return {
    async put(name, value) {
      const draft = path.join(unfinished, randomUUID());
      await writeFile(draft, JSON.stringify(value), { mode: ONLY_OWNER });
      await rename(draft, fileOf(name));
    },
    remove: (name) => rm(fileOf(name), { force: true }),
    async all() {
      const files = (await readdir(folder)).filter((file) => file.endsWith(ENDING));
      return Promise.all(
        files.map(async (file): Promise<[string, Json]> => {
          const text = await readFile(path.join(folder, file), 'utf8');
          return [file.slice(0, -ENDING.length), Json.parse(JSON.parse(text))];
        }),
      );
    },
  };
}

function inMemory(): StoredFiles {
  const values = new Map<string, Json>();
  return {
    put: async (name, value) => {
      values.set(name, value);
    },
    remove: async (name) => {
      values.delete(name);
    },
    all: async () => [...values],
  };
}
