import { passwordMatches } from '../auth/passwords.ts';
import { type Credentials, foldLogin } from '../domain/credentials.ts';
import { TooManyAttempts, WrongCredentials } from '../domain/errors.ts';
import type { LoginThrottle } from '../store/login-throttle.ts';
import type { Users } from '../store/users.ts';

/**
 * Tells who has these credentials. An unknown login takes the same time and gets the same answer as a wrong password.
 * @param from `now`: ms since 1970; `address`: where the request comes from, as it may be kept; `attemptId`: no other attempt's
 * @returns the user's id
 * @throws TooManyAttempts before the password is looked at; WrongCredentials
 */
export async function login(
  stores: { users: Users; throttle: LoginThrottle },
  credentials: Credentials,
  from: { now: number; address: string; attemptId: string; passwordCost: number },
): Promise<string> {
  const { now, address, attemptId, passwordCost } = from;
  const folded = foldLogin(credentials.login);
  const attempt = await stores.throttle.take(folded, address, now, attemptId);
  if (attempt.waitMs > 0) throw new TooManyAttempts(Math.ceil(attempt.waitMs / 1000));
  const user = await stores.users.byLogin(folded);
  const matches = await passwordMatches(credentials.password, user?.passwordHash, passwordCost);
  if (!user || !matches) throw new WrongCredentials();
  await stores.throttle.succeeded(folded, address, attempt, now);
  return user.userId;
}
