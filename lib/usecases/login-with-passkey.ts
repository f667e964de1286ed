import type { LoginChallenge } from '../auth/challenges.ts';
import type { SignedCredential } from '../auth/passkey-signatures.ts';
import { MibError } from '../domain/errors.ts';
import type { RelyingParty } from '../domain/passkey.ts';
import type { SignInResult } from '../domain/sign-in.ts';
import { isReservedLogin } from '../domain/treasury.ts';
import { addLogFields } from '../observability/log-fields.ts';
import { putFailedLogin, putTreasuryLogin } from '../observability/metrics.ts';
import { mayGoOn, type User, type Users } from '../store/users.ts';
import { type BeginningStores, beginSession, type NewSession, type OpenSession } from './begin-session.ts';
import { noteSignIn } from './sign-ins.ts';
import { type SignatureStores, takeSignature } from './take-passkey.ts';

/** A signature that logs in. */
export interface PasskeyLogin {
  readonly credential: SignedCredential;
  /** The id of the user, as the authenticator has it. */
  readonly userId: string | undefined;
  /** Of a login whose password was right. Without it the passkey alone logs in. */
  readonly challenge: LoginChallenge | undefined;
  readonly relyingParty: RelyingParty;
  /** Unique to the attempt. */
  readonly attemptId: string;
  /** Whether the treasury may log in. */
  readonly faucet: boolean;
}

type LoginStores = SignatureStores & BeginningStores & { readonly users: Users };

/**
 * Logs in with a passkey: in place of the password, or after it. The authenticator has recognized its user,
 * so a code is not asked for.
 * @throws MibError challenge_ended if the password was changed since it was right, or the user was blocked
 * @throws MibError wrong_passkey; user_blocked, for a right signature only
 */
export async function loginWithPasskey(
  stores: LoginStores,
  login: PasskeyLogin,
  made: NewSession,
): Promise<OpenSession> {
  const { challenge, attemptId } = login;
  const userId = challenge?.userId ?? login.userId;
  // The authenticator says whose its passkey is. A signature of another's passkey is found wrong below.
  if (userId === undefined || (login.userId !== undefined && login.userId !== userId)) throw failed();
  const attempt = { userId, attemptId, made };
  if (challenge) addLogFields({ user_id: userId });
  const byPassword = challenge && (await userOf(stores, challenge));
  const scope = { purpose: 'login' } as const;
  const taken = await takeSignature(stores, login.credential, { ...login, userId, scope, now: made.now }).catch(
    async (error: unknown) => {
      putFailedLogin();
      // The password was right, so the user should hear of it.
      if (byPassword) await note(stores, attempt, 'wrong_passkey');
      throw error;
    },
  );
  addLogFields({ user_id: userId });
  if (!taken.isTaken) {
    await note(stores, attempt, 'passkey_may_be_copied');
    throw failed();
  }
  const user = byPassword ?? (await stores.users.byLogin(taken.passkey.login));
  if (!user || user.userId !== userId) throw failed();
  const isTreasury = isReservedLogin(user.login);
  if (isTreasury && !login.faucet) throw failed();
  if (user.blockedAt !== undefined) {
    await note(stores, attempt, 'user_blocked');
    putFailedLogin();
    throw new MibError('user_blocked');
  }
  const means = challenge ? 'password_and_passkey' : 'passkey';
  const session = await beginSession(stores, user, { ...made, means });
  if (!session) throw challenge ? new MibError('challenge_ended') : failed();
  if (isTreasury) putTreasuryLogin();
  return { ...session, login: user.login };
}

async function userOf({ users }: Pick<LoginStores, 'users'>, challenge: LoginChallenge): Promise<User> {
  const user = await users.byLogin(challenge.login);
  if (!user || !mayGoOn(user, challenge)) throw new MibError('challenge_ended');
  return user;
}

function failed(): MibError {
  putFailedLogin();
  return new MibError('wrong_passkey');
}

async function note(
  { signIns }: Pick<LoginStores, 'signIns'>,
  { userId, attemptId, made }: { userId: string; attemptId: string; made: NewSession },
  result: SignInResult,
): Promise<void> {
  await noteSignIn(signIns, { userId, id: attemptId, at: made.now, event: 'login', result, ...made.device });
}
