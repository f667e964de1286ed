import { checkPassword, hashPassword } from '../auth/passwords.ts';
import { type Credentials, foldLogin } from '../domain/credentials.ts';
import { MibError } from '../domain/errors.ts';
import type { Device } from '../domain/session.ts';
import { isReservedLogin } from '../domain/treasury.ts';
import { addLogFields } from '../observability/log-fields.ts';
import { asError, logger } from '../observability/logger.ts';
import { putFailedLogin, putTreasuryLogin } from '../observability/metrics.ts';
import type { LoginBackoff } from '../store/login-backoff.ts';
import type { User, Users } from '../store/users.ts';
import { takeAttempt } from './password-attempt.ts';
import { noteNobody, noteSignIn, type SignInStore } from './sign-ins.ts';

/**
 * Identifies the user by the credentials. An unknown login takes the same time and gets the same
 * response as a wrong password.
 * @param from `now`: ms since 1970; `address`: the caller's address as it may be stored;
 *   `attemptId`: unique to the attempt; `device`: what the user sees of a failure; `faucet`: whether the
 *   treasury may log in
 * @returns the user, as read before the password was checked
 * @throws MibError too_many_attempts before the password is checked
 * @throws MibError wrong_credentials; user_blocked, for the right password only
 */
export async function login(
  stores: { users: Users; backoff: LoginBackoff; signIns: SignInStore },
  credentials: Credentials,
  from: {
    now: number;
    address: string;
    attemptId: string;
    passwordCost: number;
    device: Device;
    faucet?: boolean;
  },
): Promise<User> {
  const { now, address, passwordCost, attemptId, device } = from;
  const folded = foldLogin(credentials.login);
  const attempt = await takeAttempt(stores.backoff, folded, from);
  const user = await stores.users.byLogin(folded);
  if (user) addLogFields({ user_id: user.userId });
  const checked = await checkPassword(credentials.password, user?.passwordHash, passwordCost);
  const failed = { id: attemptId, at: now, event: 'login', ...device } as const;
  if (!user) {
    await noteNobody(stores.signIns, { ...failed, result: 'wrong_password' });
    throw failedLogin('wrong_credentials');
  }
  // Whatever password it has: only a deployment makes a faucet of a stage.
  const isClosed = isReservedLogin(folded) && from.faucet !== true;
  if (checked === 'wrong' || isClosed) {
    await noteSignIn(stores.signIns, { ...failed, userId: user.userId, result: 'wrong_password' });
    throw failedLogin('wrong_credentials');
  }
  // Only who knows the password learns of it. It counts as a failure, so that asking again takes longer.
  if (user.blockedAt !== undefined) {
    await noteSignIn(stores.signIns, { ...failed, userId: user.userId, result: 'user_blocked' });
    throw failedLogin('user_blocked');
  }
  await stores.backoff.succeeded(folded, address, attempt, now);
  if (isReservedLogin(folded)) putTreasuryLogin();
  if (checked === 'outdated') await renewHash(stores.users, user, credentials.password, passwordCost);
  return user;
}

function failedLogin(code: 'wrong_credentials' | 'user_blocked'): MibError {
  putFailedLogin();
  return new MibError(code);
}

/**
 * Brings an older hash to the cost and the form of new ones. Best effort: the login has succeeded
 * already.
 */
async function renewHash(users: Users, user: User, password: string, cost: number): Promise<void> {
  try {
    await users.replacePasswordHash(user.login, user.passwordHash, await hashPassword(password, cost));
  } catch (error) {
    logger.warn('password hash not renewed', { error: asError(error) });
  }
}
