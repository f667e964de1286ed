import { hashOfRecoveryCode } from '../auth/recovery-codes.ts';
import { stepOfCode } from '../auth/totp.ts';
import { MibError } from '../domain/errors.ts';
import type { Totp } from '../domain/second-factor.ts';
import type { Device } from '../domain/session.ts';
import type { SignInEvent } from '../domain/sign-in.ts';
import { putFailedLogin } from '../observability/metrics.ts';
import type { FactorSecrets } from '../store/factor-secrets.ts';
import type { UserFactors } from '../store/factors.ts';
import type { LoginBackoff } from '../store/login-backoff.ts';
import type { User } from '../store/users.ts';
import { takeAttempt } from './password-attempt.ts';
import { noteSignIn, type SignInStore } from './sign-ins.ts';

/** The stores of a check of a code. */
export interface CodeStores {
  readonly factors: UserFactors;
  readonly secrets: Pick<FactorSecrets, 'of'>;
  readonly backoff: LoginBackoff;
}

/** Who gives a code. */
export interface CodeAttempt {
  /** ms since 1970 */
  readonly now: number;
  /** The caller's address as it may be stored. */
  readonly address: string;
  /** Unique to the attempt. */
  readonly attemptId: string;
}

const TOTP_CODE = /^\d{6}$/;

/** Under which failed codes of a user are counted: no login contains a control character. */
export function codesOf(userId: string): string {
  return `\u001fcode#${userId}`;
}

/**
 * Takes a code of an authenticator app or a recovery code, each once. Wrong codes make the wait before the
 * next one longer, as wrong passwords do.
 * @throws MibError too_many_attempts before the code is checked
 * @throws MibError wrong_code also for a code that was taken before, and if the user has no factor
 */
async function takeCode(stores: CodeStores, userId: string, code: string, from: CodeAttempt): Promise<void> {
  const { factors, backoff } = stores;
  const attempt = await takeAttempt(backoff, codesOf(userId), from);
  const { totp } = await factors.of(userId);
  const isTaken = TOTP_CODE.test(code)
    ? totp !== undefined && (await takeTotp(stores, userId, totp, code, from))
    : await factors.takeRecoveryCode(userId, hashOfRecoveryCode(code), from.attemptId);
  if (!isTaken) throw new MibError('wrong_code');
  await backoff.succeeded(codesOf(userId), from.address, attempt, from.now);
}

async function takeTotp(
  { factors, secrets }: CodeStores,
  userId: string,
  { id }: Totp,
  code: string,
  { now, attemptId }: CodeAttempt,
): Promise<boolean> {
  const secret = await secrets.of(userId, id);
  const step = secret === undefined ? undefined : stepOfCode(secret, code, now);
  return step !== undefined && (await factors.takeStep(userId, id, step, attemptId));
}

/**
 * Takes a code of a user. A wrong one counts as a failed login, and the user sees it among their sign-ins:
 * who gives it knows the password or has a token.
 * @param from `device`: what the user sees of a wrong one
 * @param event what it is asked for
 * @throws MibError too_many_attempts before the code is checked
 * @throws MibError wrong_code
 */
export async function assertCode(
  stores: CodeStores & { readonly signIns: SignInStore },
  { userId }: Pick<User, 'userId'>,
  code: string,
  from: CodeAttempt & { readonly device: Device },
  event: SignInEvent,
): Promise<void> {
  const { attemptId: id, now: at, device } = from;
  try {
    await takeCode(stores, userId, code, from);
  } catch (error) {
    if (error instanceof MibError && error.code === 'wrong_code') {
      putFailedLogin();
      await noteSignIn(stores.signIns, { userId, id, at, event, result: 'wrong_code', ...device });
    }
    throw error;
  }
}
