import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Json } from './json.ts';

/** Small values by name. What `put` has resolved for is there until `remove`, also after the process was killed. */
export interface StoredFiles {
  readonly put: (name: string, value: Json) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
  readonly all: () => Promise<[name: string, value: Json][]>;
}

const ENDING = '.json';
/** Parameters may hold secrets. */
const ONLY_OWNER = 0o600;

/**
 * A file for each value, written beside its place and then renamed, so that none is ever there in part. As with the embedded database,
 * what the system has not written to its disk yet is lost if the whole machine loses its power.
 * @param folder is made if it is missing; undefined to keep nothing beyond this process
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
