import type { KeySetName } from './parameters.ts';
import { nextKey, promoted, type StoredKeySet } from './rotation.ts';
import type { StoredKeys } from './store.ts';

/**
 * Derives a set from the single set of a stage that an older version deployed, whose key signed
 * everything. No token may be refused while functions of both versions run:
 *
 * - The services keep the old keys, so that shards of either version know every caller. The older
 *   orchestrator binds no token to an operation. So tokens of these keys may be unbound until
 *   `endChangeover`.
 * - Users' tokens are signed with the old key until every function of the API can verify the new
 * one.
 *   They are verified for as long as one is valid.
 *
 * @param key a new key for users
 */
export function takenOver(former: StoredKeySet, name: KeySetName, key: StoredKeySet['keys'][number]): StoredKeySet {
  if (name === 'services') return { ...former, keys: former.keys.map((one) => ({ ...one, unbound: true as const })) };
  const [signs, ...others] = former.keys;
  if (!signs) return { keys: [key], shard_regions: [] };
  const verify = others.map((one) => ({ ...one, replaced_at: one.replaced_at ?? key.added_at }));
  return { keys: [signs, ...verify, key], shard_regions: [] };
}

/**
 * Ends the changeover from one set to two, once every function is of this version and so has read
 * the new keys. From then on users' tokens are signed with their own key, and each token for a
 * shard is bound to an operation. Does nothing when no changeover is running.
 * @returns whether a changeover was running
 */
export async function endChangeover(
  { users, services }: { users: StoredKeys; services: StoredKeys },
  now: () => number,
): Promise<boolean> {
  const found = await services.find();
  if (!found?.set.keys.some(({ unbound }) => unbound)) return false;
  const userKeys = await users.read();
  if (nextKey(userKeys.set)) await users.write(promoted('users', userKeys.set, now(), true), userKeys.version);
  const bound = { ...found.set, keys: found.set.keys.map(({ unbound, ...key }) => key) };
  await services.publish(bound);
  await services.write(bound, found.version);
  return true;
}
