import { generateSigningKey } from '../../../auth/keys.ts';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import { takenOver } from './changeover.ts';
import type { KeySetName } from './parameters.ts';
import {
  forShards,
  type KeyRole,
  nextKey,
  promoted,
  roleOf,
  type StoredKeySet,
  withNextKey,
  withoutOldKeys,
} from './rotation.ts';
import type { StoredKeys } from './store.ts';

/** When something is done to keys: `now` tells the time in ms since 1970; `force` is not to wait until it is safe. */
export interface RotationOptions {
  readonly now: () => number;
  readonly force?: boolean;
}

/**
 * Makes the keys of the set if the stage has none, and gives everybody who verifies the public ones. Done twice it changes nothing. A
 * stage that was deployed by a version with one set for everything goes on with its keys (key-changeover.ts).
 * @param shardRegions the region of each shard, by number
 * @returns whether the set is new
 * @throws ConfigurationError if the stage has keys for other shards
 */
export async function createKeys(
  kept: StoredKeys,
  shardRegions: readonly string[],
  now: () => number,
): Promise<boolean> {
  const found = await kept.find();
  const regions = kept.name === 'services' ? shardRegions : [];
  const set = forShards(found?.set ?? (await firstSet(kept, now())), regions);
  const next = nextKey(set);
  const late = next ? await kept.missingAt(next.kid, set) : [];
  await kept.publish(set);
  // Who has the next key only now has to be waited for from now.
  const keys = set.keys.map((key) => (key === next && late.length > 0 ? { ...key, added_at: iso(now()) } : key));
  if (!found || late.length > 0 || set !== found.set) await kept.write({ ...set, keys }, found?.version ?? 0);
  return !found;
}

/**
 * The next step of a rotation. The first time: a new key that verifies, first everywhere else and then where it is to sign. The second
 * time: it signs.
 * @returns the new key's id, and what it does now
 * @throws ConfigurationError if it is too soon, the last rotation is not over, or somebody who verifies does not have the key
 */
export async function rotateKeys(
  kept: StoredKeys,
  { now, force = false }: RotationOptions,
): Promise<{ kid: string; role: KeyRole }> {
  const { set, version } = await kept.read();
  const next = nextKey(set);
  if (next) {
    const after = promoted(set, now(), force);
    const without = await kept.missingAt(next.kid, set);
    if (without.length > 0) {
      throw new ConfigurationError(
        without.map((title) => `${title} does not have key ${next.kid}: "keys create" gives it`),
      );
    }
    await kept.write(after, version);
    return { kid: next.kid, role: 'signs' };
  }
  const key = await generateSigningKey();
  await kept.publish(withNextKey(set, key, now()));
  // The time that counts is the one at which the last of those who verify has it.
  await kept.write(withNextKey(set, key, now()), version);
  return { kid: key.kid, role: 'next' };
}

/**
 * Ends a rotation: takes the keys that were replaced from those who sign, then from those who verify.
 * @returns the ids of the keys that were there
 * @throws ConfigurationError if tokens that they signed may still be in use, and it is not told to do so at once
 */
export async function retireKeys(kept: StoredKeys, { now, force = false }: RotationOptions): Promise<string[]> {
  const { set, version } = await kept.read();
  const after = withoutOldKeys(kept.name, set, now(), force);
  const retired = set.keys.filter((key) => !after.keys.includes(key)).map(({ kid }) => kid);
  if (retired.length > 0) await kept.write(after, version);
  // Also if there was nothing to do here: the last time it may have ended before those who verify were told.
  await kept.publish(after);
  if (kept.name === 'users') await forgetFormer(kept, after);
  return retired;
}

/** What may be said of a key: nothing that signs. */
export interface ListedKey {
  readonly set: KeySetName;
  readonly kid: string;
  readonly role: KeyRole;
  readonly added_at?: string | undefined;
  readonly replaced_at?: string | undefined;
  /** Who verifies and does not have it. */
  readonly missing_at: readonly string[];
}

/** The keys of the set, first the one that signs. @throws ConfigurationError if the stage has none */
export async function listKeys(kept: StoredKeys): Promise<ListedKey[]> {
  const { set } = await kept.read();
  return Promise.all(
    set.keys.map(async (key, index) => ({
      set: kept.name,
      kid: key.kid,
      role: roleOf(key, index),
      added_at: key.added_at,
      replaced_at: key.replaced_at,
      missing_at: await kept.missingAt(key.kid, set),
    })),
  );
}

async function firstSet(kept: StoredKeys, now: number): Promise<StoredKeySet> {
  const former = await kept.findFormer();
  const key = { ...(await generateSigningKey()), added_at: iso(now) };
  return former ? takenOver(former, kept.name, key) : { keys: [key], shard_regions: [] };
}

/** No user's token of the one set of before is alive: a stage that went back to that version would not go on with it. */
async function forgetFormer(kept: StoredKeys, { keys }: StoredKeySet): Promise<void> {
  const former = await kept.findFormer();
  if (former && !former.keys.some(({ kid }) => keys.some((key) => key.kid === kid))) await kept.removeFormer();
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
