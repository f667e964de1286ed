import type { ApiKeys } from '../store/api-keys.ts';
import type { User, Users } from '../store/users.ts';

interface Stores {
  readonly users: Pick<Users, 'block' | 'unblock' | 'byLogin'>;
  readonly apiKeys: Pick<ApiKeys, 'block' | 'unblock'>;
}

/**
 * Blocks a user, and refuses their keys. It may be repeated.
 * @param login folded
 * @param at RFC 3339
 * @returns the user; undefined if there is none
 */
export async function blockUser(stores: Stores, login: string, at: string): Promise<User | undefined> {
  const user = await stores.users.block(login, at);
  if (user) await alignKeys(stores, user, at);
  return user;
}

/**
 * Lifts that, and accepts their keys. It may be repeated.
 * @param login folded
 * @param at RFC 3339
 * @returns the user; undefined if there is none
 */
export async function unblockUser(stores: Stores, login: string, at: string): Promise<User | undefined> {
  const user = await stores.users.unblock(login);
  if (user) await alignKeys(stores, user, at);
  return user;
}

/**
 * Has the keys of a user follow the user, who is in another table. Another operator may change the user
 * at the same time: each ends only once the user is as the keys that it wrote last.
 */
async function alignKeys({ users, apiKeys }: Stores, { login, userId, blockedAt }: User, at: string): Promise<void> {
  let isBlocked = blockedAt !== undefined;
  for (;;) {
    if (isBlocked) await apiKeys.block(userId, at);
    else await apiKeys.unblock(userId);
    const now = await users.byLogin(login);
    // The keys of a user who was deleted meanwhile are refused.
    const isBlockedNow = now?.userId !== userId || now.blockedAt !== undefined;
    if (isBlockedNow === isBlocked) return;
    isBlocked = isBlockedNow;
  }
}
