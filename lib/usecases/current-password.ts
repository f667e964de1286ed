import { checkPassword } from '../auth/passwords.ts';
import { MibError } from '../domain/errors.ts';
import type { Device } from '../domain/session.ts';
import type { SignInEvent } from '../domain/sign-in.ts';
import { putFailedLogin } from '../observability/metrics.ts';
import type { LoginBackoff } from '../store/login-backoff.ts';
import type { User } from '../store/users.ts';
import { takeAttempt } from './password-attempt.ts';
import { noteSignIn, type SignInStore } from './sign-ins.ts';

/** The password that a logged-in user gives once more, and where it comes from. */
export interface CurrentPassword {
  readonly password: string;
  /** The caller's address as it may be stored. */
  readonly address: string;
  /** Unique to the request. */
  readonly attemptId: string;
  readonly passwordCost: number;
  /** What the user sees of a wrong one. */
  readonly device: Device;
  /** ms since 1970 */
  readonly now: number;
}

/**
 * Checks the current password of a user. A wrong one counts as a failed login: who has a stolen token
 * cannot guess faster with it.
 * @param event what it is asked for
 * @throws MibError too_many_attempts before the password is checked
 * @throws MibError wrong_password
 */
export async function assertCurrentPassword(
  { backoff, signIns }: { readonly backoff: LoginBackoff; readonly signIns: SignInStore },
  user: User,
  given: CurrentPassword,
  event: SignInEvent,
): Promise<void> {
  const { password, address, attemptId: id, passwordCost, device, now } = given;
  const attempt = await takeAttempt(backoff, user.login, given);
  if ((await checkPassword(password, user.passwordHash, passwordCost)) === 'wrong') {
    putFailedLogin();
    await noteSignIn(signIns, { userId: user.userId, id, at: now, event, result: 'wrong_password', ...device });
    throw new MibError('wrong_password');
  }
  await backoff.succeeded(user.login, address, attempt, now);
}
