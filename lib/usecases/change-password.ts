import { brokenPasswordRule } from '../auth/password-rules.ts';
import { hashPassword } from '../auth/passwords.ts';
import { invalidInput, MibError } from '../domain/errors.ts';
import type { UserClaims } from '../domain/user-claims.ts';
import type { LookUpBreached } from '../remote/breached-passwords.ts';
import type { LoginBackoff } from '../store/login-backoff.ts';
import type { Revocations } from '../store/revocations.ts';
import type { Sessions } from '../store/sessions.ts';
import { changedNow, type Users } from '../store/users.ts';
import { beginSession, type NewSession, type OpenSession } from './begin-session.ts';
import { assertNotBreached } from './breached-password.ts';
import { assertCurrentPassword, type CurrentPassword } from './current-password.ts';
import { endSessions } from './end-sessions.ts';
import { sessionUser } from './session-user.ts';
import type { SignInStore } from './sign-ins.ts';

/** The stores of a change of the password. */
export interface PasswordStores {
  readonly users: Users;
  readonly backoff: LoginBackoff;
  readonly sessions: Sessions;
  readonly signIns: SignInStore;
  readonly revocations: Revocations;
}

/** A request to change a password. */
export interface PasswordChange extends NewSession, CurrentPassword {
  readonly newPassword: string;
  readonly minPasswordCharacters: number;
  /** Knows breached passwords; missing on a stage that asks no service. */
  readonly lookUpBreached?: LookUpBreached | undefined;
}

/**
 * Changes the password of a user, ends all of their sessions and begins another one. A wrong password
 * counts as a failed login: who has a stolen token cannot guess faster with it.
 * @throws MibError unauthenticated if the session is over
 * @throws MibError invalid_input if the new password breaks a rule, or is a breached one
 * @throws MibError too_many_attempts before the password is checked
 * @throws MibError wrong_password
 */
export async function changePassword(
  stores: PasswordStores,
  caller: UserClaims,
  change: PasswordChange,
): Promise<OpenSession> {
  const { users } = stores;
  const { password, newPassword, now, passwordCost } = change;
  const { user } = await sessionUser(stores, caller, now);
  const broken = brokenPasswordRule(newPassword, user.login, change.minPasswordCharacters);
  if (broken !== undefined) throw invalidInput([{ field: 'new_password', message: broken }]);
  await assertCurrentPassword(stores, user, change, 'password_change');
  if (newPassword.normalize('NFKC') === password.normalize('NFKC')) {
    throw invalidInput([{ field: 'new_password', message: 'must not be the current password' }]);
  }
  await assertNotBreached(change.lookUpBreached, 'new_password', newPassword);
  const passwordHash = await hashPassword(newPassword, passwordCost);
  const passwordChangedAt = changedNow(user, now);
  // Another change came first, and has ended this session.
  if (!(await users.changePassword(user, passwordHash, passwordChangedAt))) throw new MibError('unauthenticated');
  await endSessions(stores, user.userId, now);
  const opened = await beginSession(stores, { ...user, passwordHash, passwordChangedAt }, change, 'password_change');
  if (!opened) throw new MibError('unauthenticated');
  return opened;
}
