import { ERASED_AFTER_MS, inUse } from '../domain/account-deletion.ts';
import { MibError } from '../domain/errors.ts';
import { hasFactor, isConfirmed } from '../domain/second-factor.ts';
import type { UserClaims } from '../domain/user-claims.ts';
import type { AccountDeletions } from '../store/account-deletions.ts';
import type { ApiKeys } from '../store/api-keys.ts';
import type { DeletedUser, DeletedUsers } from '../store/deleted-users.ts';
import type { UserFactors } from '../store/factors.ts';
import type { LoginBackoff } from '../store/login-backoff.ts';
import type { Revocations } from '../store/revocations.ts';
import type { Sessions } from '../store/sessions.ts';
import { mayGoOn, type User, type Users } from '../store/users.ts';
import { accountState, countInUse, type InUseStores } from './account-in-use.ts';
import { assertCurrentPassword, type CurrentPassword } from './current-password.ts';
import { type EndingStores, endSessions } from './end-sessions.ts';
import type { SignInStore } from './sign-ins.ts';

/** The stores of the deletion of an account. */
export interface DeletionStores extends InUseStores {
  readonly users: Pick<Users, 'byLogin'>;
  readonly deletedUsers: DeletedUsers;
  readonly deletions: AccountDeletions;
  readonly sessions: Sessions;
  readonly signIns: SignInStore;
  readonly factors: Pick<UserFactors, 'of'>;
  readonly apiKeys: Pick<ApiKeys, 'end'>;
  readonly revocations: Revocations;
  readonly backoff: LoginBackoff;
}

/** A request to delete an account. */
export interface DeletionRequest extends CurrentPassword {
  /** For how long nobody else gets the login, in ms. */
  readonly loginFreeAfterMs: number;
}

/** Each failed attempt is another wallet of the user that was being created meanwhile. */
const ATTEMPTS = 3;

/**
 * Deletes the account of the caller. One write decides it, under the condition that the user has taken no
 * place for another wallet since all were seen closed, and a closed wallet stays closed. What follows the
 * decision may be repeated: a request that dies is completed by the next one, or by `eraseAccounts`,
 * which erases the personal data.
 * @throws MibError unauthenticated if the session is over
 * @throws MibError step_up_required if the user has a second factor, and has not confirmed the session by it
 * @throws MibError too_many_attempts before the password is checked
 * @throws MibError wrong_password
 * @throws MibError account_in_use, whose detail counts what is; unavailable if a shard does not respond
 */
export async function deleteAccount(
  stores: DeletionStores,
  caller: UserClaims,
  request: DeletionRequest,
): Promise<void> {
  const { userId, sessionId } = caller;
  const { now, loginFreeAfterMs } = request;
  const session = sessionId === undefined ? undefined : await stores.sessions.get(userId, sessionId, now);
  if (!session) throw new MibError('unauthenticated');
  const user = await stores.users.byLogin(session.login);
  if (user && mayGoOn(user, session)) {
    const factors = await stores.factors.of(userId);
    if (hasFactor(factors) && !isConfirmed(session, factors, now)) throw new MibError('step_up_required');
    await assertCurrentPassword(stores, user, request, 'account_deletion');
    await deleteUser(stores, user, { now, loginFreeAfterMs });
    return;
  }
  // A request before it died after the user was gone, and before the sessions were.
  const buried = await stores.deletedUsers.byLogin(session.login);
  if (buried?.userId !== userId) throw new MibError('unauthenticated');
  await endSessions(stores, userId, now);
}

/** The stores of a deletion that needs no password. */
export type UserDeletionStores = InUseStores &
  EndingStores &
  Pick<DeletionStores, 'deletions' | 'deletedUsers' | 'apiKeys'>;

/**
 * Deletes the account of a user without their password. It may be repeated.
 * @param at `now`: ms since 1970; `loginFreeAfterMs`: for how long nobody else gets the login
 * @throws MibError account_in_use, whose detail counts what is; unavailable if a shard does not respond
 */
export async function deleteUser(
  stores: UserDeletionStores,
  user: Pick<User, 'userId' | 'login'>,
  { now, loginFreeAfterMs }: Pick<DeletionRequest, 'now' | 'loginFreeAfterMs'>,
): Promise<void> {
  await decide(stores, user, now);
  await endAccess(stores, user.login, buriedAt(user.userId, now, loginFreeAfterMs));
}

async function decide(
  stores: UserDeletionStores,
  { userId, login }: Pick<User, 'userId' | 'login'>,
  now: number,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const state = await accountState(stores, userId, now);
    if (state.deletion) return;
    const detail = inUse(await countInUse(stores, userId, state, now));
    if (detail !== undefined) throw new MibError('account_in_use', { detail });
    const times = { now, dueAt: now + ERASED_AFTER_MS };
    if (await stores.deletions.decide(userId, state, login, times)) return;
  }
  throw new MibError('unavailable');
}

/** A user who is deleted now. @param now ms since 1970 */
export function buriedAt(userId: string, now: number, loginFreeAfterMs: number): DeletedUser {
  return { userId, deletedAt: new Date(now).toISOString(), freeAt: Math.ceil((now + loginFreeAfterMs) / 1_000) };
}

/**
 * Lets a user log in no more, refuses their keys, and ends all of their sessions. It may be repeated. The order matters: a
 * login that comes in between reads the user again after its session has begun, and ends it.
 * @returns the deleted user, of this call or one before; undefined if the login is another user's by now
 */
export async function endAccess(
  stores: EndingStores & { readonly deletedUsers: DeletedUsers; readonly apiKeys: Pick<ApiKeys, 'end'> },
  login: string,
  deleted: DeletedUser,
): Promise<DeletedUser | undefined> {
  await stores.apiKeys.end(deleted.userId, deleted.deletedAt);
  const buried = await stores.deletedUsers.bury(login, deleted);
  await endSessions(stores, deleted.userId, Date.parse(deleted.deletedAt));
  return buried;
}
