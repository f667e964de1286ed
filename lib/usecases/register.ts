import { brokenPasswordRule } from '../auth/password-rules.ts';
import { hashPassword } from '../auth/passwords.ts';
import { type Credentials, foldLogin } from '../domain/credentials.ts';
import { invalidInput, MibError } from '../domain/errors.ts';
import { isReservedLogin } from '../domain/treasury.ts';
import { asError, logger } from '../observability/logger.ts';
import type { LookUpBreached } from '../remote/breached-passwords.ts';
import type { LoginBackoff } from '../store/login-backoff.ts';
import type { User, Users } from '../store/users.ts';
import { assertNotBreached } from './breached-password.ts';
import { createUser, looksReserved } from './claim-looks.ts';

/**
 * Creates a user.
 * @param moment `now`: ms since 1970; `address`: the caller's address as it may be stored;
 *   `userId`: the new user's id; `minPasswordCharacters`: the minimum length of a new password;
 *   `lookUpBreached`: knows breached passwords
 * @returns the user
 * @throws MibError invalid_input if the password breaks a rule, or is a breached one
 * @throws MibError login_taken if the login is taken, looks like a taken one or is reserved
 */
export async function register(
  stores: { users: Users; backoff: LoginBackoff },
  { login, password }: Credentials,
  moment: {
    now: number;
    address: string;
    userId: string;
    passwordCost: number;
    minPasswordCharacters?: number;
    lookUpBreached?: LookUpBreached | undefined;
  },
): Promise<User> {
  const broken = brokenPasswordRule(password, login, moment.minPasswordCharacters);
  if (broken !== undefined) throw invalidInput([{ field: 'password', message: broken }]);
  if (isReservedLogin(login) || looksReserved(login)) throw new MibError('login_taken');
  await assertNotBreached(moment.lookUpBreached, 'password', password);
  const folded = foldLogin(login);
  const user: User = {
    login: folded,
    userId: moment.userId,
    passwordHash: await hashPassword(password, moment.passwordCost),
    createdAt: new Date(moment.now).toISOString(),
  };
  if (!(await createUser(stores.users, user))) throw new MibError('login_taken');
  await knowAddress(stores.backoff, folded, moment);
  return user;
}

/**
 * Marks this address as known, so that failed logins elsewhere cannot lock the new user out. Best
 * effort: registration has already succeeded.
 */
async function knowAddress(
  backoff: LoginBackoff,
  login: string,
  { address, now }: { address: string; now: number },
): Promise<void> {
  try {
    await backoff.succeeded(login, address, { known: true }, now);
  } catch (error) {
    logger.warn('address not noted', { error: asError(error) });
  }
}
