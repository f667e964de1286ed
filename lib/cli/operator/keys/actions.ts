import { generateSigningKey } from '../../../auth/keys.ts';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import { iso } from '../iso-time.ts';
import { takenOver } from './changeover.ts';
import type { KeySetName } from './parameters.ts';
import {
  forMoreOrFewerShards,
  forShards,
  type KeyRole,
  nextKey,
  promoted,
  roleOf,
  type StoredKeySet,
  withNextKey,
  withoutOldKeys,
  withoutRevokedKey,
} from './rotation.ts';
import type { StoredKeys } from './store.ts';

/** `now` returns the time in ms since 1970; `force` skips the safety wait. */
export interface RotationOptions {
  readonly now: () => number;
  readonly force?: boolean;
}

/**
 * Creates the keys of the set if the stage has none, and publishes the public keys to every
 * verifier. A second call changes nothing. A stage of an older version with a single set continues
 * with its keys (changeover.ts).
 * @param shardRegions the region of each shard, by number
 * @returns whether the set is new
 * @param more `resize`: the number of shards may be another than before, as where a stage is deployed
 * @throws ConfigurationError if the stage has keys for other shards
 */
export async function createKeys(
  stored: StoredKeys,
  shardRegions: readonly string[],
  now: () => number,
  { resize = false }: { resize?: boolean } = {},
): Promise<boolean> {
  const found = await stored.find();
  const regions = stored.name === 'services' ? shardRegions : [];
  const before = found?.set ?? (await firstSet(stored, now()));
  const same = before.shard_regions.join() === regions.join();
  const set = resize && !same ? forMoreOrFewerShards(before, regions) : forShards(before, regions);
  const next = nextKey(set);
  const late = next ? await stored.missingAt(next.kid, set) : [];
  await stored.publish(set);
  // The wait for a verifier that receives the next key now starts now.
  const keys = set.keys.map((key) => (key === next && late.length > 0 ? { ...key, added_at: iso(now()) } : key));
  if (!found || late.length > 0 || set !== found.set) await stored.write({ ...set, keys }, found?.version ?? 0);
  return !found;
}

/**
 * Takes the next step of a rotation. The first call adds a key: the verifiers receive it, then it
 * is stored for signing. The second call lets it sign.
 * @returns the id of the new key and its role
 * @throws ConfigurationError if it is too soon, the last rotation has not ended, or a verifier
 * lacks the key
 */
export async function rotateKeys(
  stored: StoredKeys,
  { now, force = false }: RotationOptions,
): Promise<{ kid: string; role: KeyRole }> {
  const { set, version } = await stored.read();
  const next = nextKey(set);
  if (next) {
    const after = promoted(stored.name, set, now(), force);
    const without = await stored.missingAt(next.kid, set);
    if (without.length > 0) {
      throw new ConfigurationError(
        without.map((title) => `${title} does not have key ${next.kid}: run "keys create" to publish it`),
      );
    }
    await stored.write(after, version);
    return { kid: next.kid, role: 'signs' };
  }
  const key = await generateSigningKey();
  await stored.publish(withNextKey(set, key, now()));
  // `added_at` is the time at which the last verifier has received the key.
  await stored.write(withNextKey(set, key, now()), version);
  return { kid: key.kid, role: 'next' };
}

/**
 * Ends a rotation: removes the replaced keys from the signers, then from the verifiers.
 * @returns the ids of the removed keys
 * @throws ConfigurationError if tokens of these keys may still be in use, unless forced
 */
export async function retireKeys(stored: StoredKeys, { now, force = false }: RotationOptions): Promise<string[]> {
  const { set, version } = await stored.read();
  const after = withoutOldKeys(stored.name, set, now(), force);
  const retired = set.keys.filter((key) => !after.keys.includes(key)).map(({ kid }) => kid);
  if (retired.length > 0) await stored.write(after, version);
  // Also without a replaced key: an earlier call may have stopped before it reached the verifiers.
  await stored.publish(after);
  if (stored.name === 'users') await removeFormer(stored, after);
  return retired;
}

/**
 * Revokes a key of receipts: it is published no more, so that nothing that it signed is valid. If
 * it signed, another key signs from now on.
 * @throws ConfigurationError if the stage has no such key
 */
export async function revokeKey(stored: StoredKeys, kid: string, now: () => number): Promise<void> {
  const { set, version } = await stored.read();
  const after = withoutRevokedKey(set, kid, await generateSigningKey(), now());
  await stored.publish(after);
  await stored.write(after, version);
}

/** The public facts of a key: nothing that can sign. */
export interface ListedKey {
  readonly set: KeySetName;
  readonly kid: string;
  /** `retired`: its receipts are valid and its private half is gone. */
  readonly role: KeyRole | 'retired' | 'revoked';
  readonly added_at?: string | undefined;
  readonly replaced_at?: string | undefined;
  readonly retired_at?: string | undefined;
  readonly revoked_at?: string | undefined;
  /** The verifiers that lack the key. */
  readonly missing_at: readonly string[];
}

/**
 * Lists the keys of the set, the signing key first.
 * @throws ConfigurationError if the stage has none
 */
export async function listKeys(stored: StoredKeys): Promise<ListedKey[]> {
  const { set } = await stored.read();
  const missing = (kid: string) => stored.missingAt(kid, set);
  const alive = set.keys.map(async (key, index) => {
    const { kid, added_at, replaced_at } = key;
    return { set: stored.name, kid, role: roleOf(key, index), added_at, replaced_at, missing_at: await missing(kid) };
  });
  return Promise.all([
    ...alive,
    ...goneKeys(set).map(async (key) => {
      const missing_at = key.role === 'retired' ? await missing(key.kid) : [];
      return { set: stored.name, ...key, missing_at };
    }),
  ]);
}

/** The keys of receipts whose private halves are gone. */
export function goneKeys({ retired = [], revoked = [] }: StoredKeySet) {
  return [
    ...retired.map(({ kid, retired_at }) => ({ kid, role: 'retired' as const, retired_at })),
    ...revoked.map((key) => ({ ...key, role: 'revoked' as const })),
  ];
}

async function firstSet(stored: StoredKeys, now: number): Promise<StoredKeySet> {
  // The version with a single set signed no receipts.
  const former = stored.name === 'receipts' ? undefined : await stored.findFormer();
  const key = { ...(await generateSigningKey()), added_at: iso(now) };
  return former ? takenOver(former, stored.name, key) : { keys: [key], shard_regions: [] };
}

/**
 * Deletes the single set of an older version once no user's token of it is valid. A stage that
 * returned to that version could not continue with it.
 */
async function removeFormer(stored: StoredKeys, { keys }: StoredKeySet): Promise<void> {
  const former = await stored.findFormer();
  if (former && !former.keys.some(({ kid }) => keys.some((key) => key.kid === kid))) await stored.removeFormer();
}
