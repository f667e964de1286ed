import { mkdir } from 'node:fs/promises';
import { ClassicLevel } from 'classic-level';

export type Level = ClassicLevel<string, string>;

/** A change of one key. */
export type Change =
  | { readonly type: 'put'; readonly key: string; readonly value: string }
  | { readonly type: 'del'; readonly key: string };

/**
 * Opens the LevelDB of a folder, which is created if it is missing.
 * @throws Error if another process has it open, with a message for the user
 */
export async function openLevel(path: string): Promise<Level> {
  await mkdir(path, { recursive: true });
  const level: Level = new ClassicLevel<string, string>(path);
  try {
    await level.open();
  } catch (error) {
    const { cause } = error instanceof Error ? error : {};
    if (cause instanceof Error && 'code' in cause && cause.code === 'LEVEL_LOCKED')
      throw new Error(`${path} is in use by another process`, { cause });
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
