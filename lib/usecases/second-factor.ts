import { hashOfRecoveryCode, newRecoveryCodes } from '../auth/recovery-codes.ts';
import { newTotpSecret, otpauthUri, stepOfCode } from '../auth/totp.ts';
import { MibError } from '../domain/errors.ts';
import { ENROLMENT_MS, type FactorPolicy, type Factors, limitOf } from '../domain/second-factor.ts';
import type { UserClaims } from '../domain/user-claims.ts';
import { type FactorSecrets, PROPOSED } from '../store/factor-secrets.ts';
import type { UserFactors } from '../store/factors.ts';
import type { LoginBackoff } from '../store/login-backoff.ts';
import type { Sessions } from '../store/sessions.ts';
import type { Users } from '../store/users.ts';
import { takeAttempt } from './password-attempt.ts';
import { sessionUser } from './session-user.ts';
import { confirmedUser } from './step-up.ts';
import { type CodeAttempt, codesOf } from './take-code.ts';

/** The stores of a change of the second factors. */
export interface FactorStores {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly factors: UserFactors;
  readonly secrets: FactorSecrets;
}

/** A secret for an authenticator app, which waits for its first code. */
export interface Enrolment {
  /** In Base32. */
  readonly secret: string;
  readonly uri: string;
  /** ms since 1970 */
  readonly expiresAt: number;
}

/** The second factors of the caller. */
export function ownFactors(factors: Pick<UserFactors, 'of'>, { userId }: UserClaims): Promise<Factors> {
  return factors.of(userId);
}

/**
 * Makes a secret for an authenticator app. It counts from its first code on. A secret that waits is
 * replaced.
 * @param enrolment `id`: of the secret; `now`: ms since 1970
 * @throws MibError unauthenticated, step_up_required, factor_exists
 */
export async function enrolTotp(
  stores: FactorStores,
  caller: UserClaims,
  { id, now }: { readonly id: string; readonly now: number },
): Promise<Enrolment> {
  const { user, factors } = await confirmedUser(stores, caller, now);
  if (factors.totp) throw new MibError('factor_exists');
  const secret = newTotpSecret();
  const expiresAt = now + ENROLMENT_MS;
  await stores.secrets.propose(user.userId, { id, secret }, Math.floor(expiresAt / 1_000));
  return { secret, uri: otpauthUri(secret, user.login), expiresAt };
}

/**
 * Adds the authenticator app whose first code this is. The session counts as confirmed, and others do not.
 * @returns the recovery codes, which are stored as hashes
 * @throws MibError unauthenticated if the session is over
 * @throws MibError factor_not_found if no secret waits; factor_exists
 * @throws MibError too_many_attempts, wrong_code
 */
export async function confirmTotp(
  stores: FactorStores & { readonly backoff: LoginBackoff },
  caller: UserClaims,
  code: string,
  attempt: CodeAttempt,
): Promise<readonly string[]> {
  const { now, address, attemptId } = attempt;
  const { user, session } = await sessionUser(stores, caller, now);
  const { userId } = user;
  const proposed = await stores.secrets.proposed(userId, now);
  if (!proposed) throw new MibError('factor_not_found');
  const taken = await takeAttempt(stores.backoff, codesOf(userId), attempt);
  const lastStep = stepOfCode(proposed.secret, code, now);
  if (lastStep === undefined) throw new MibError('wrong_code');
  await stores.backoff.succeeded(codesOf(userId), address, taken, now);
  // First the secret: a factor without one would lock the user out.
  await stores.secrets.keep(userId, proposed);
  const codes = newRecoveryCodes();
  const totp = { id: proposed.id, since: new Date(now).toISOString(), lastStep };
  const isAdded = await stores.factors.addTotp(userId, totp, codes.map(hashOfRecoveryCode), attemptId);
  if (!isAdded) throw new MibError('factor_exists');
  // Nobody can add it again once it is removed.
  await stores.secrets.forget(userId, PROPOSED);
  await stores.sessions.confirm(userId, session.sessionId, now);
  return codes;
}

/**
 * Removes the authenticator app, and with the last factor the recovery codes.
 * @param now ms since 1970
 * @throws MibError unauthenticated, step_up_required, factor_not_found
 * @throws MibError last_factor if the policy requires a factor and there is no other
 * @throws MibError unavailable if the passkeys of the user change at the same time
 */
export async function removeTotp(
  stores: FactorStores,
  caller: UserClaims,
  now: number,
  policy: FactorPolicy,
): Promise<void> {
  const { user, factors } = await confirmedUser(stores, caller, now);
  if (!factors.totp) throw new MibError('factor_not_found');
  if (limitOf(policy, { ...factors, totp: undefined })) throw new MibError('last_factor');
  // First the factor: one without a secret would lock the user out.
  if (!(await stores.factors.removeTotp(user.userId, factors))) throw new MibError('unavailable');
  await stores.secrets.forget(user.userId, factors.totp.id);
}

/**
 * Makes new recovery codes. The ones from before are refused then.
 * @param now ms since 1970
 * @throws MibError unauthenticated, step_up_required, factor_not_found
 */
export async function renewRecoveryCodes(
  stores: Omit<FactorStores, 'secrets'>,
  caller: UserClaims,
  now: number,
): Promise<readonly string[]> {
  const { user } = await confirmedUser(stores, caller, now);
  const codes = newRecoveryCodes();
  const isReplaced = await stores.factors.replaceRecoveryCodes(user.userId, codes.map(hashOfRecoveryCode));
  if (!isReplaced) throw new MibError('factor_not_found');
  return codes;
}
