import { MAX_HOLD_MS } from './capture.ts';
import { invalidInput } from './errors.ts';

const MAX_DAYS = MAX_HOLD_MS / 86_400_000;

/**
 * @param expiresAt when a hold is asked to end, if at a certain time; both in ms since 1970
 * @throws MibError invalid_input if it is not in the future, or too far
 */
export function assertExpiry(expiresAt: number | undefined, now: number): void {
  if (expiresAt === undefined) return;
  const wrong = (message: string) => invalidInput([{ field: 'expires_at', message }]);
  if (expiresAt <= now) throw wrong('must be in the future');
  if (expiresAt > now + MAX_HOLD_MS) throw wrong(`must be at most ${MAX_DAYS} days ahead`);
}
