import { TREASURY } from '../domain/treasury.ts';
import type { User, Users } from '../store/users.ts';
import { CONFUSABLES_VERSION } from '../unicode/confusables.ts';
import { skeletonOf } from '../unicode/skeleton.ts';

/**
 * The version of Unicode and of the rules for skeletons. Claims by another version are made again.
 */
const VERSION = `${CONFUSABLES_VERSION} 1`;

/** Whether a login looks like the reserved one, of which only an operator may create a user. */
export function looksReserved(login: string): boolean {
  return skeletonOf(login) === skeletonOf(TREASURY.login);
}

/**
 * Creates a user whose login neither is taken nor looks like a taken one. The look is claimed
 * before the user is created, so at most one of two logins that look the same is created.
 * @returns whether the login was free
 */
export async function createUser(users: Users, user: User): Promise<boolean> {
  const now = Date.parse(user.createdAt);
  return (await users.claimLook(skeletonOf(user.login), user.login, { now })) && users.create(user);
}

/**
 * Claims the look of every login that was registered under another version of the rules, or under
 * none. Until then a login that looks like it can be registered. Two users whose logins look the
 * same already both stay. Once all are claimed this is one read.
 * @param now ms since 1970
 * @returns the logins that look like one that another user has
 */
export async function claimLooks(users: Users, now: number): Promise<string[]> {
  const alike: string[] = [];
  if ((await users.looksVersion()) === VERSION) return alike;
  for await (const { login, freeAt } of users.logins()) {
    const isClaimed = await users.claimLook(skeletonOf(login), login, { now, freeAt });
    // Of a deleted user's login there is nothing to say, and its look may be claimed like this already.
    if (!isClaimed && freeAt === undefined) alike.push(login);
  }
  await users.setLooksVersion(VERSION);
  return alike;
}
