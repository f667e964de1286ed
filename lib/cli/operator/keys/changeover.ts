import type { KeySetName } from './parameters.ts';
import { nextKey, promoted, type StoredKeySet } from './rotation.ts';
import type { StoredKeys } from './store.ts';

/**
 * What becomes of the one set of a stage of the version before, whose key signed everything. Nobody may be refused while some functions
 * are of that version and some of this one:
 *
 * - the services keep it, so that shards of either version know whoever calls; and as the orchestrator of before says in no token what
 *   it is for, tokens of these keys need not, until `endChangeover`;
 * - users' tokens are signed with it until every function of the API can verify the new key, and verified as long as one is alive.
 *
 * @param key a new key, for users
 */
export function takenOver(former: StoredKeySet, name: KeySetName, key: StoredKeySet['keys'][number]): StoredKeySet {
  if (name === 'services') return { ...former, keys: former.keys.map((one) => ({ ...one, unbound: true as const })) };
  const [signs, ...others] = former.keys;
  if (!signs) return { keys: [key], shard_regions: [] };
  const verify = others.map((one) => ({ ...one, replaced_at: one.replaced_at ?? key.added_at }));
  return { keys: [signs, ...verify, key], shard_regions: [] };
}

/**
 * Ends the change from one set to two, once every function is of this version and so has read the new keys: users' tokens are signed with
 * their own key, and a token for a shard has to say what it is for. Without a change that goes on it does nothing.
 * @returns whether there was something to end
 */
export async function endChangeover(
  { users, services }: { users: StoredKeys; services: StoredKeys },
  now: () => number,
): Promise<boolean> {
  const found = await services.find();
  if (!found?.set.keys.some(({ unbound }) => unbound)) return false;
  const ofUsers = await users.read();
  if (nextKey(ofUsers.set)) await users.write(promoted(ofUsers.set, now(), true), ofUsers.version);
  const bound = { ...found.set, keys: found.set.keys.map(({ unbound, ...key }) => key) };
  await services.publish(bound);
  await services.write(bound, found.version);
  return true;
}
