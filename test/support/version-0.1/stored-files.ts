import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Json } from '../../../lib/local/aws/json.ts';

const ENDING = '.json';
/** Parameters may hold secrets. */
const ONLY_OWNER = 0o600;

/**
 * Stores a small value as version 0.1 did: in a file that is written under another name and then
 * renamed.
 */
export async function storeInFile(folder: string, name: string, value: Json): Promise<void> {
  const unfinished = path.join(folder, 'unfinished');
  await mkdir(unfinished, { recursive: true });
  const draft = path.join(unfinished, randomUUID());
  await writeFile(draft, JSON.stringify(value), { mode: ONLY_OWNER });
  await rename(draft, path.join(folder, `${name}${ENDING}`));
}
