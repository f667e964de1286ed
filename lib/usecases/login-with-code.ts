import { type LoginChallenge, signChallenge } from '../auth/challenges.ts';
import type { PrivateKeySet } from '../auth/keys.ts';
import { MibError } from '../domain/errors.ts';
import { CHALLENGE_SECONDS, hasFactor, meansOf } from '../domain/second-factor.ts';
import type { UserFactors } from '../store/factors.ts';
import { mayGoOn, passwordSince, type User, type Users } from '../store/users.ts';
import { type BeginningStores, beginSession, type NewSession, type OpenSession } from './begin-session.ts';
import { assertCode, type CodeAttempt, type CodeStores } from './take-code.ts';

/**
 * Asks a user with a second factor for it, after the password was right.
 * @param keys sign the challenge; they are read for such a user only
 * @param now ms since 1970
 * @throws MibError second_factor_required
 */
export async function assertNoFactor(
  factors: Pick<UserFactors, 'of'>,
  user: User,
  keys: () => Promise<PrivateKeySet>,
  now: number,
): Promise<void> {
  const { userId, login } = user;
  const own = await factors.of(userId);
  if (!hasFactor(own)) return;
  const token = await signChallenge(await keys(), { userId, login, passwordSince: passwordSince(user) }, now);
  throw new MibError('second_factor_required', {
    challenge: { token, expiresIn: CHALLENGE_SECONDS, methods: meansOf(own) },
  });
}

/**
 * Completes a login whose password was right.
 * @param code of an authenticator app, or a recovery code
 * @throws MibError challenge_ended if the password was changed since, or the user was blocked
 * @throws MibError too_many_attempts, wrong_code
 */
export async function loginWithCode(
  stores: CodeStores & BeginningStores & { readonly users: Users },
  challenge: LoginChallenge,
  code: string,
  attempt: CodeAttempt & NewSession,
): Promise<OpenSession> {
  const user = await stores.users.byLogin(challenge.login);
  if (!user || !mayGoOn(user, challenge)) throw new MibError('challenge_ended');
  await assertCode(stores, user, code, attempt, 'login');
  const session = await beginSession(stores, user, attempt);
  if (!session) throw new MibError('challenge_ended');
  return session;
}
