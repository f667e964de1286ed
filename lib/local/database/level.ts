import { chmod, mkdir } from 'node:fs/promises';
import { ClassicLevel } from 'classic-level';
import * as z from 'zod';

export type Level = ClassicLevel<string, string>;

/** A change of one key. */
export type Change =
  | { readonly type: 'put'; readonly key: string; readonly value: string }
  | { readonly type: 'del'; readonly key: string };

/** The folder of a database is open in another process. The message is for the user. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
}

/** Values may be secrets: parameters, for example. */
const ONLY_OWNER = 0o700;
const Locked = z.object({ cause: z.object({ code: z.literal('LEVEL_LOCKED') }) });

/**
 * Opens the LevelDB of a folder, which is created if it is missing. Only its owner may read it.
 * @throws FolderInUse
 */
export async function openLevel(path: string): Promise<Level> {
  await mkdir(path, { recursive: true });
  await chmod(path, ONLY_OWNER);
  const level: Level = new ClassicLevel<string, string>(path);
  try {
    await level.open();
  } catch (error) {
    if (Locked.safeParse(error).success) throw new FolderInUse(`${path} is in use by another process`);
    throw error;
  }
  return level;
}

/** Writes changes together. @param sync also to the disk, so that they survive a loss of power */
export async function writeTogether(level: Level, changes: readonly Change[], sync: boolean): Promise<void> {
  const batch = level.batch();
  for (const change of changes) {
    if (change.type === 'put') batch.put(change.key, change.value);
    else batch.del(change.key);
  }
  await batch.write({ sync });
}
