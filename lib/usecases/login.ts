import { passwordMatches } from '../auth/passwords.ts';
import { type Credentials, foldLogin } from '../domain/credentials.ts';
import { TooManyAttempts, WrongCredentials } from '../domain/errors.ts';
import type { LoginThrottle } from '../store/login-throttle.ts';
import type { Users } from '../store/users.ts';

/**
 * Tells who has these credentials. An unknown login takes the same time and gets the same answer as a wrong password.
 * @returns the user's id
 * @throws TooManyAttempts before the password is looked at; WrongCredentials
 */
export async function login(
  stores: { users: Users; throttle: LoginThrottle },
  credentials: Credentials,
  { now, passwordCost }: { now: number; passwordCost: number },
): Promise<string> {
  const folded = foldLogin(credentials.login);
  const waitMs = await stores.throttle.take(folded, now);
  if (waitMs > 0) throw new TooManyAttempts(Math.ceil(waitMs / 1000));
  const user = await stores.users.byLogin(folded);
  const matches = await passwordMatches(credentials.password, user?.passwordHash, passwordCost);
  if (!user || !matches) throw new WrongCredentials();
  await stores.throttle.clear(folded);
  return user.userId;
}
