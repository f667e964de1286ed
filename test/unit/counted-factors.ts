import type { Factors } from '../../lib/domain/second-factor.ts';
import type { StoredSession } from '../../lib/store/sessions.ts';
import type { StepUpPolicy } from '../../lib/usecases/confirmed-payment.ts';

/** The factors of a user who has had an authenticator app for a day. */
export function appOnly(now: number): Factors {
  return {
    totp: { id: 'app', since: new Date(now - 86_400_000).toISOString(), lastStep: 1 },
    recoveryHashes: [],
    passkeys: [],
  };
}

/** The stores of a user with these factors and the session `session`, which note their reads. */
export function countedFactors(
  reads: string[],
  factors: Factors,
  { userId, now, confirmedAt }: { userId: string; now: number; confirmedAt: number | undefined },
): Pick<StepUpPolicy, 'factors' | 'sessions'> {
  const session: StoredSession = {
    ...{ userId, sessionId: 'session', login: 'ann', generation: 1, passwordSince: '' },
    ...{ familyHash: '', secretHash: '', network: '', userAgent: '', lastUsedAt: now, expiresAt: now, confirmedAt },
  };
  return {
    factors: {
      of: async () => {
        reads.push('factors');
        return factors;
      },
    },
    sessions: {
      get: async (_, id) => {
        reads.push('session');
        return id === 'session' ? session : undefined;
      },
    },
  };
}
