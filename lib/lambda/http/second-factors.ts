import type { RecoveryCodes, SecondFactors, TotpEnrolment } from '../../api/second-factors.ts';
import type { Factors } from '../../domain/second-factor.ts';
import type { Enrolment } from '../../usecases/second-factor.ts';
import { passkeyView } from './passkeys.ts';

/** The second factors of a user, for them. */
export function factorsView({ totp, recoveryHashes, passkeys }: Factors): SecondFactors {
  return {
    ...(totp && { totp: { since: totp.since } }),
    ...(passkeys.length > 0 && { passkeys: passkeys.map(passkeyView) }),
    recovery_codes: recoveryHashes.length,
  };
}

/** A secret for an authenticator app. */
export function enrolmentView({ secret, uri, expiresAt }: Enrolment): TotpEnrolment {
  return { secret, uri, expires_at: new Date(expiresAt).toISOString() };
}

/** Recovery codes, for the one response that has them. */
export function recoveryCodesView(codes: readonly string[]): RecoveryCodes {
  return { recovery_codes: [...codes] };
}
