import { generateSigningKey } from '../auth/keys.ts';
import { ConfigurationError } from '../config/configuration-error.ts';
import type { KeptKeys } from './kept-keys.ts';
import {
  forShards,
  type KeptKeySet,
  type KeyRole,
  nextKey,
  promoted,
  roleOf,
  withNextKey,
  withoutOldKeys,
} from './key-rotation.ts';

/** When something is done to keys: `now` tells the time in ms since 1970; `atOnce` is not to wait until it is safe. */
export interface Haste {
  readonly now: () => number;
  readonly atOnce?: boolean;
}

/**
 * Makes the signing key if the stage has none, and gives every shard the public keys. Done twice it changes nothing.
 * @param shardRegions the region of each shard, by number
 * @returns whether the key is new
 * @throws ConfigurationError if the stage has keys for other shards
 */
export async function createKeys(kept: KeptKeys, shardRegions: readonly string[], now: () => number): Promise<boolean> {
  const found = await kept.find();
  const set = found ? forShards(found.set, shardRegions) : await newSet(shardRegions, now());
  const next = nextKey(set);
  const late = next ? await kept.shardsWithout(next.kid, set) : [];
  await kept.giveToShards(set);
  // A shard that has the next key only now has to be waited for from now.
  const keys = set.keys.map((key) => (key === next && late.length > 0 ? { ...key, added_at: iso(now()) } : key));
  if (!found || late.length > 0 || set !== found.set) await kept.write({ ...set, keys }, found?.version ?? 0);
  return !found;
}

/**
 * The next step of a rotation. The first time: a new key that verifies, at the shards and then at the orchestrator. The second time:
 * it signs.
 * @returns the new key's id, and what it does now
 * @throws ConfigurationError if it is too soon, the last rotation is not over, or a shard does not have the key
 */
export async function rotateKeys(
  kept: KeptKeys,
  { now, atOnce = false }: Haste,
): Promise<{ kid: string; role: KeyRole }> {
  const { set, version } = await kept.read();
  const next = nextKey(set);
  if (next) {
    const after = promoted(set, now(), atOnce);
    const without = await kept.shardsWithout(next.kid, set);
    if (without.length > 0) {
      throw new ConfigurationError(
        without.map((n) => `shard ${n} does not have key ${next.kid}: "keys create" gives it`),
      );
    }
    await kept.write(after, version);
    return { kid: next.kid, role: 'signs' };
  }
  const key = await generateSigningKey();
  await kept.giveToShards(withNextKey(set, key, now()));
  // The time that counts is the one at which the last shard has it.
  await kept.write(withNextKey(set, key, now()), version);
  return { kid: key.kid, role: 'next' };
}

/**
 * Ends a rotation: takes the keys that were replaced from the orchestrator, then from the shards.
 * @returns the ids of the keys that were there
 * @throws ConfigurationError if tokens that they signed may still be in use, and it is not told to do so at once
 */
export async function retireKeys(kept: KeptKeys, { now, atOnce = false }: Haste): Promise<string[]> {
  const { set, version } = await kept.read();
  const after = withoutOldKeys(set, now(), atOnce);
  const retired = set.keys.filter((key) => !after.keys.includes(key)).map(({ kid }) => kid);
  if (retired.length > 0) await kept.write(after, version);
  // Also if there was nothing to do here: the last time it may have ended before the shards.
  await kept.giveToShards(after);
  return retired;
}

/** What may be said of a key: nothing that signs. */
export interface ListedKey {
  readonly kid: string;
  readonly role: KeyRole;
  readonly added_at?: string | undefined;
  readonly replaced_at?: string | undefined;
  /** The numbers of the shards that do not have it. */
  readonly not_at_shards: readonly number[];
}

/** The stage's keys, first the one that signs. @throws ConfigurationError if it has none */
export async function listKeys(kept: KeptKeys): Promise<ListedKey[]> {
  const { set } = await kept.read();
  return Promise.all(
    set.keys.map(async (key, index) => ({
      kid: key.kid,
      role: roleOf(key, index),
      added_at: key.added_at,
      replaced_at: key.replaced_at,
      not_at_shards: await kept.shardsWithout(key.kid, set),
    })),
  );
}

async function newSet(shardRegions: readonly string[], now: number): Promise<KeptKeySet> {
  return { keys: [{ ...(await generateSigningKey()), added_at: iso(now) }], shard_regions: [...shardRegions] };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
