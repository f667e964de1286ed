import { brokenPasswordRule } from '../auth/password-rules.ts';
import { checkPassword, hashPassword } from '../auth/passwords.ts';
import { invalidInput, MibError } from '../domain/errors.ts';
import type { UserClaims } from '../domain/user-claims.ts';
import { putFailedLogin } from '../observability/metrics.ts';
import type { LoginBackoff } from '../store/login-backoff.ts';
import type { Revocations } from '../store/revocations.ts';
import type { Sessions } from '../store/sessions.ts';
import { changedNow, type Users } from '../store/users.ts';
import { beginSession, type NewSession, type OpenSession } from './begin-session.ts';
import { endSessions } from './end-sessions.ts';
import { takeAttempt } from './password-attempt.ts';
import { sessionUser } from './session-user.ts';
import { noteSignIn, type SignInStore } from './sign-ins.ts';

/** The stores of a change of the password. */
export interface PasswordStores {
  readonly users: Users;
  readonly backoff: LoginBackoff;
  readonly sessions: Sessions;
  readonly signIns: SignInStore;
  readonly revocations: Revocations;
}

/** A request to change a password. */
export interface PasswordChange extends NewSession {
  readonly password: string;
  readonly newPassword: string;
  /** The caller's address as it may be stored. */
  readonly address: string;
  /** Unique to the request. */
  readonly attemptId: string;
  readonly passwordCost: number;
  readonly minPasswordCharacters: number;
}

/**
 * Changes the password of a user, ends all of their sessions and begins another one. A wrong password
 * counts as a failed login: who has a stolen token cannot guess faster with it.
 * @throws MibError unauthenticated if the session is over
 * @throws MibError invalid_input if the new password breaks a rule
 * @throws MibError too_many_attempts before the password is checked
 * @throws MibError wrong_password
 */
export async function changePassword(
  stores: PasswordStores,
  caller: UserClaims,
  change: PasswordChange,
): Promise<OpenSession> {
  const { users, backoff } = stores;
  const { password, newPassword, address, now, passwordCost } = change;
  const { user } = await sessionUser(stores, caller, now);
  const broken = brokenPasswordRule(newPassword, user.login, change.minPasswordCharacters);
  if (broken !== undefined) throw invalidInput([{ field: 'new_password', message: broken }]);
  const attempt = await takeAttempt(backoff, user.login, change);
  if ((await checkPassword(password, user.passwordHash, passwordCost)) === 'wrong') {
    putFailedLogin();
    await noteSignIn(stores.signIns, {
      ...{ userId: user.userId, id: change.attemptId, at: now, event: 'password_change', result: 'wrong_password' },
      ...change.device,
    });
    throw new MibError('wrong_password');
  }
  await backoff.succeeded(user.login, address, attempt, now);
  if (newPassword.normalize('NFKC') === password.normalize('NFKC')) {
    throw invalidInput([{ field: 'new_password', message: 'must not be the current password' }]);
  }
  const passwordHash = await hashPassword(newPassword, passwordCost);
  const passwordChangedAt = changedNow(user, now);
  // Another change came first, and has ended this session.
  if (!(await users.changePassword(user, passwordHash, passwordChangedAt))) throw new MibError('unauthenticated');
  await endSessions(stores, user.userId, now);
  const opened = await beginSession(stores, { ...user, passwordHash, passwordChangedAt }, change, 'password_change');
  if (!opened) throw new MibError('unauthenticated');
  return opened;
}
