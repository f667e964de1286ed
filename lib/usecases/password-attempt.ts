import { MibError } from '../domain/errors.ts';
import { putFailedLogin } from '../observability/metrics.ts';
import type { LoginBackoff } from '../store/login-backoff.ts';

/**
 * Counts an attempt to give a user's password, before the password is checked.
 * @param login folded
 * @param from `now`: ms since 1970; `address`: the caller's address as it may be stored;
 *   `attemptId`: unique to the attempt
 * @throws MibError too_many_attempts
 */
export async function takeAttempt(
  backoff: LoginBackoff,
  login: string,
  { now, address, attemptId }: { now: number; address: string; attemptId: string },
): ReturnType<LoginBackoff['take']> {
  const attempt = await backoff.take(login, address, now, attemptId);
  if (attempt.waitMs > 0) {
    putFailedLogin();
    throw new MibError('too_many_attempts', { retryAfterSeconds: Math.ceil(attempt.waitMs / 1_000) });
  }
  return attempt;
}
