import { MibError } from '../domain/errors.ts';
import { hasFactor, isConfirmed } from '../domain/second-factor.ts';
import type { UserFactors } from '../store/factors.ts';
import type { Sessions } from '../store/sessions.ts';

/** For which payments a stage wants users with a second factor to confirm who they are. */
export interface StepUpPolicy {
  readonly factors: Pick<UserFactors, 'of'>;
  readonly sessions: Pick<Sessions, 'get'>;
  /** In minor units of any currency: a request that pays more needs it. */
  readonly above: bigint;
}

/** Who pays. A key of a program has limits of its own, and no session. */
interface Paying {
  readonly userId: string;
  readonly sessionId?: string | undefined;
  readonly key?: object | undefined;
}

/**
 * Refuses a large payment of a user with a second factor, unless the session was confirmed recently. It
 * costs one read for a large payment of any user, and another one if they have a second factor.
 * @param amount of all payments of the request
 * @param now ms since 1970
 * @throws MibError step_up_required; unauthenticated if the session is over
 */
export async function assertConfirmed(
  { factors, sessions, above }: StepUpPolicy,
  { userId, sessionId, key }: Paying,
  amount: bigint,
  now: number,
): Promise<void> {
  if (amount <= above || key) return;
  const own = await factors.of(userId);
  if (!hasFactor(own)) return;
  const session = sessionId === undefined ? undefined : await sessions.get(userId, sessionId, now);
  if (!session) throw new MibError('unauthenticated');
  if (!isConfirmed(session, own, now)) throw new MibError('step_up_required');
}
