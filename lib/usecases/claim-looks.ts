import { TREASURY } from '../domain/treasury.ts';
import type { User, Users } from '../store/users.ts';
import { CONFUSABLES_VERSION } from '../unicode/confusables.ts';
import { skeletonOf } from '../unicode/skeleton.ts';

/** Claims of other rules than these are made again: a version of Unicode, and how skeletons are made of it. */
const VERSION = `${CONFUSABLES_VERSION} 1`;

/** Whether a login looks like the one that only an operator may make a user of. */
export function looksReserved(login: string): boolean {
  return skeletonOf(login) === skeletonOf(TREASURY.login);
}

/**
 * Makes a user whose login neither is taken nor looks like a taken one. First the claim of the look, then the user: of two that look
 * the same one at the most is made.
 * @returns whether the login was free
 */
export async function createUser(users: Users, user: User): Promise<boolean> {
  return (await users.claimLook(skeletonOf(user.login), user.login)) && users.create(user);
}

/**
 * Claims the look of every login that was taken by another version of the rules, or by none: until then a login that looks like it can
 * be registered. Of two users whose logins look the same already both stay. Once done it is one read.
 * @returns the logins that look like one that another user has
 */
export async function claimLooks(users: Users): Promise<string[]> {
  const alike: string[] = [];
  if ((await users.looksVersion()) === VERSION) return alike;
  for await (const login of users.logins()) {
    if (!(await users.claimLook(skeletonOf(login), login))) alike.push(login);
  }
  await users.setLooksVersion(VERSION);
  return alike;
}
