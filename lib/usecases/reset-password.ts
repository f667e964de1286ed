import { brokenPasswordRule } from '../auth/password-rules.ts';
import { hashPassword, unmatchableHash } from '../auth/passwords.ts';
import { newResetCode, resetCodeHash } from '../auth/reset-code.ts';
import { foldLogin } from '../domain/credentials.ts';
import { invalidInput, MibError } from '../domain/errors.ts';
import type { Device } from '../domain/session.ts';
import { addLogFields } from '../observability/log-fields.ts';
import { putFailedLogin } from '../observability/metrics.ts';
import type { LookUpBreached } from '../remote/breached-passwords.ts';
import { changedNow, type User, type Users } from '../store/users.ts';
import { assertNotBreached } from './breached-password.ts';
import { type EndingStores, endSessions } from './end-sessions.ts';
import { noteNobody, noteSignIn, type SignInStore } from './sign-ins.ts';

/**
 * Takes the password of a user away, ends all of their sessions, and makes a code that sets a new
 * password once. An earlier code is void. Wallets and keys for programs are not affected.
 * @param made `forMs`: how long the code is valid; `passwordCost`: as that of other users
 * @returns the code; undefined if there is no such user any more
 */
export async function offerReset(
  stores: EndingStores & { readonly users: Pick<Users, 'offerReset'> },
  user: User,
  { now, forMs, passwordCost }: { now: number; forMs: number; passwordCost: number },
): Promise<{ code: string; expiresAt: number } | undefined> {
  const code = newResetCode();
  const expiresAt = now + forMs;
  const offered = await stores.users.offerReset(user.login, {
    passwordHash: unmatchableHash(passwordCost),
    changedAt: changedNow(user, now),
    codeHash: resetCodeHash(code) ?? '',
    expiresAt,
  });
  if (!offered) return undefined;
  await endSessions(stores, user.userId, now);
  return { code, expiresAt };
}

/** A request to set a password with a code. */
export interface PasswordReset {
  readonly login: string;
  readonly code: string;
  readonly newPassword: string;
  /** Unique to the request. */
  readonly attemptId: string;
  readonly device: Device;
  readonly passwordCost: number;
  readonly minPasswordCharacters: number;
  /** Knows breached passwords; missing on a stage that asks no service. */
  readonly lookUpBreached?: LookUpBreached | undefined;
  /** ms since 1970 */
  readonly now: number;
}

/**
 * Sets the password of a user with a code from an operator, once. It begins no session: the user logs in,
 * with whatever else a login asks for. A wrong code, one that has expired and an unknown login get the
 * same response.
 * @throws MibError invalid_input if the password breaks a rule, or with a right code is a breached one
 * @throws MibError wrong_reset_code
 */
export async function resetPassword(
  { users, signIns }: { readonly users: Users; readonly signIns: SignInStore },
  reset: PasswordReset,
): Promise<void> {
  const { login, code, newPassword, attemptId, device, passwordCost, minPasswordCharacters, now } = reset;
  const folded = foldLogin(login);
  const broken = brokenPasswordRule(newPassword, folded, minPasswordCharacters);
  if (broken !== undefined) throw invalidInput([{ field: 'new_password', message: broken }]);
  const user = await users.byLogin(folded);
  if (user) addLogFields({ user_id: user.userId });
  const codeHash = resetCodeHash(code);
  const attempt = { id: attemptId, at: now, event: 'password_reset', ...device } as const;
  const isRight = user !== undefined && codeHash !== undefined && user.reset?.codeHash === codeHash;
  if (isRight && user.reset && now < user.reset.expiresAt) {
    // The code stays good: another password may come with it.
    await assertNotBreached(reset.lookUpBreached, 'new_password', newPassword);
    const passwordHash = await hashPassword(newPassword, passwordCost);
    if (await users.takeReset(user, { codeHash, passwordHash, changedAt: changedNow(user, now) })) {
      return noteSignIn(signIns, { ...attempt, userId: user.userId, result: 'succeeded' });
    }
  }
  putFailedLogin();
  if (user) await noteSignIn(signIns, { ...attempt, userId: user.userId, result: 'wrong_code' });
  else await noteNobody(signIns, { ...attempt, result: 'wrong_code' });
  throw new MibError('wrong_reset_code');
}
