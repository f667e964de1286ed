import { invalidInput, MibError } from '../domain/errors.ts';
import { CONFIRMED_MS, type Factors, hasFactor, isConfirmed } from '../domain/second-factor.ts';
import type { Device } from '../domain/session.ts';
import type { UserClaims } from '../domain/user-claims.ts';
import type { UserFactors } from '../store/factors.ts';
import type { Sessions, StoredSession } from '../store/sessions.ts';
import type { User, Users } from '../store/users.ts';
import { assertCurrentPassword } from './current-password.ts';
import { sessionUser } from './session-user.ts';
import type { SignInStore } from './sign-ins.ts';
import { assertCode, type CodeAttempt, type CodeStores } from './take-code.ts';

/** The user of a session who may change their second factors. */
export interface ConfirmedUser {
  readonly user: User;
  readonly session: StoredSession;
  readonly factors: Factors;
}

/** What the owner of a session shows. */
export interface Proof {
  readonly password?: string | undefined;
  readonly code?: string | undefined;
}

/**
 * Confirms that the owner of a session is the user: by a code if they have a second factor, otherwise by
 * the password. A wrong one counts as a failed login, and the user sees it among their sign-ins.
 * @param attempt `device`: what the user sees of a wrong one
 * @returns until when the session is confirmed, in ms since 1970
 * @throws MibError unauthenticated if the session is over
 * @throws MibError invalid_input if the other proof was needed
 * @throws MibError too_many_attempts, wrong_code, wrong_password
 */
export async function stepUp(
  stores: CodeStores & { readonly users: Users; readonly sessions: Sessions; readonly signIns: SignInStore },
  caller: UserClaims,
  { password, code }: Proof,
  attempt: CodeAttempt & { readonly passwordCost: number; readonly device: Device },
): Promise<number> {
  const { now } = attempt;
  const { user, session } = await sessionUser(stores, caller, now);
  if (hasFactor(await stores.factors.of(user.userId))) {
    if (code === undefined) throw required('code', 'you have a second factor');
    await assertCode(stores, user, code, attempt, 'step_up');
  } else {
    if (password === undefined) throw required('password', 'you have no second factor');
    await assertCurrentPassword(stores, user, { ...attempt, password }, 'step_up');
  }
  if (!(await stores.sessions.confirm(user.userId, session.sessionId, now))) throw new MibError('unauthenticated');
  return now + CONFIRMED_MS;
}

/**
 * The user of a session that was confirmed recently, by login or by stepUp.
 * @param now ms since 1970
 * @throws MibError unauthenticated if the session is over
 * @throws MibError step_up_required
 */
export async function confirmedUser(
  stores: {
    readonly users: Pick<Users, 'byLogin'>;
    readonly sessions: Pick<Sessions, 'get'>;
    readonly factors: Pick<UserFactors, 'of'>;
  },
  caller: UserClaims,
  now: number,
): Promise<ConfirmedUser> {
  const [{ user, session }, factors] = await Promise.all([
    sessionUser(stores, caller, now),
    stores.factors.of(caller.userId),
  ]);
  if (!isConfirmed(session, factors, now)) throw new MibError('step_up_required');
  return { user, session, factors };
}

function required(field: string, because: string): MibError {
  return invalidInput([{ field, message: `is required, because ${because}` }]);
}
