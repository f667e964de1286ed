import { brokenPasswordRule } from '../auth/password-rules.ts';
import { hashPassword } from '../auth/passwords.ts';
import { type Credentials, foldLogin } from '../domain/credentials.ts';
import { InvalidInput, LoginTaken } from '../domain/errors.ts';
import type { Users } from '../store/users.ts';

/**
 * Makes a user.
 * @param moment `now`: ms since 1970; `userId`: the new user's id
 * @returns the user's id
 * @throws InvalidInput if the password is one of the first to be tried; LoginTaken
 */
export async function register(
  stores: { users: Users },
  { login, password }: Credentials,
  moment: { now: number; userId: string; passwordCost: number },
): Promise<string> {
  const broken = brokenPasswordRule(password, login);
  if (broken !== undefined) throw new InvalidInput([{ field: 'password', message: broken }]);
  const created = await stores.users.create({
    login: foldLogin(login),
    userId: moment.userId,
    passwordHash: await hashPassword(password, moment.passwordCost),
    createdAt: new Date(moment.now).toISOString(),
  });
  if (!created) throw new LoginTaken();
  return moment.userId;
}
