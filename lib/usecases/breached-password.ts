import { invalidInput } from '../domain/errors.ts';
import { asError, logger } from '../observability/logger.ts';
import { putPasswordNotLookedUp } from '../observability/metrics.ts';
import type { LookUpBreached } from '../remote/breached-passwords.ts';

/**
 * Refuses a new password that is in a corpus of breached ones. While the service does not answer, the
 * password is accepted: a log line and a metric say so.
 * @param lookUp undefined on a stage that asks no service
 * @param field of the request, for the error
 * @throws MibError invalid_input
 */
export async function assertNotBreached(
  lookUp: LookUpBreached | undefined,
  field: 'password' | 'new_password',
  password: string,
): Promise<void> {
  if (!lookUp || !(await isBreached(lookUp, password))) return;
  throw invalidInput([{ field, message: 'must not be a password that is known from a breach' }]);
}

async function isBreached(lookUp: LookUpBreached, password: string): Promise<boolean> {
  try {
    return await lookUp(password);
  } catch (error) {
    logger.warn('password not looked up among breached ones', { error: asError(error) });
    putPasswordNotLookedUp();
    return false;
  }
}
