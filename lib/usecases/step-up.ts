import { invalidInput, MibError } from '../domain/errors.ts';
import { CONFIRMED_MS, type Factors, hasFactor, isConfirmed } from '../domain/second-factor.ts';
import type { Device } from '../domain/session.ts';
import type { SignInResult } from '../domain/sign-in.ts';
import type { UserClaims } from '../domain/user-claims.ts';
import { putFailedLogin } from '../observability/metrics.ts';
import type { UserFactors } from '../store/factors.ts';
import type { Sessions, StoredSession } from '../store/sessions.ts';
import type { User, Users } from '../store/users.ts';
import { assertCurrentPassword } from './current-password.ts';
import { sessionUser } from './session-user.ts';
import { noteSignIn, type SignInStore } from './sign-ins.ts';
import { assertCode, type CodeAttempt, type CodeStores } from './take-code.ts';
import type { TakenSignature } from './take-passkey.ts';

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
  /** Checks the signature of a passkey, in place of a code. */
  readonly passkey?: ((userId: string) => Promise<TakenSignature>) | undefined;
}

/**
 * Confirms that the owner of a session is the user: by a passkey or a code if they have a second factor,
 * otherwise by the password. A wrong one counts as a failed login, and the user sees it among their sign-ins.
 * @param attempt `device`: what the user sees of a wrong one
 * @returns until when the session is confirmed, in ms since 1970
 * @throws MibError unauthenticated if the session is over
 * @throws MibError invalid_input if the other proof was needed
 * @throws MibError too_many_attempts, wrong_code, wrong_password, wrong_passkey
 */
export async function stepUp(
  stores: CodeStores & { readonly users: Users; readonly sessions: Sessions; readonly signIns: SignInStore },
  caller: UserClaims,
  { password, code, passkey }: Proof,
  attempt: CodeAttempt & { readonly passwordCost: number; readonly device: Device },
): Promise<number> {
  const { now } = attempt;
  const { user, session } = await sessionUser(stores, caller, now);
  if (hasFactor(await stores.factors.of(user.userId))) {
    if (passkey) await assertPasskey(stores.signIns, user, passkey, attempt);
    else if (code === undefined) throw required('code', 'you have a second factor');
    else await assertCode(stores, user, code, attempt, 'step_up');
  } else {
    if (password === undefined) throw required('password', 'you have no second factor');
    await assertCurrentPassword(stores, user, { ...attempt, password }, 'step_up');
  }
  if (!(await stores.sessions.confirm(user.userId, session.sessionId, now))) throw new MibError('unauthenticated');
  return now + CONFIRMED_MS;
}

async function assertPasskey(
  signIns: SignInStore,
  { userId }: User,
  taken: (userId: string) => Promise<TakenSignature>,
  { attemptId, now, device }: CodeAttempt & { readonly device: Device },
): Promise<void> {
  const failed = { userId, id: attemptId, at: now, event: 'step_up', ...device } as const;
  const note = async (result: SignInResult) => {
    putFailedLogin();
    await noteSignIn(signIns, { ...failed, result });
  };
  const { isTaken } = await taken(userId).catch(async (error: unknown) => {
    if (error instanceof MibError && error.code === 'wrong_passkey') await note('wrong_passkey');
    throw error;
  });
  if (isTaken) return;
  await note('passkey_may_be_copied');
  throw new MibError('wrong_passkey');
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
