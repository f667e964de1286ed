import type { Passkey } from './passkey.ts';
import type { Session } from './session.ts';
import type { SessionLimit } from './user-claims.ts';

/** For so long a right password can be completed by a code, in s. */
export const CHALLENGE_SECONDS = 300;

/** For so long a new secret waits for its first code, in ms. */
export const ENROLMENT_MS = 15 * 60_000;

/** For so long a session stays confirmed by a password or a code, in ms. */
export const CONFIRMED_MS = 10 * 60_000;

/** How many recovery codes a user gets. */
export const RECOVERY_CODES = 10;

/** An authenticator app of a user, without its secret. */
export interface Totp {
  /** The id of its secret. */
  readonly id: string;
  /** RFC 3339 */
  readonly since: string;
  /** The step of the last code that was taken: this code and all earlier ones are refused. */
  readonly lastStep: number;
}

/** The second factors of a user. */
export interface Factors {
  /** Missing if the user has none. */
  readonly totp?: Totp | undefined;
  /** The SHA-256 hashes of the recovery codes that were not used, in hex. */
  readonly recoveryHashes: readonly string[];
  /** The oldest first. */
  readonly passkeys: readonly Passkey[];
}

/** What completes a login whose password was right. A code is one of the app or a recovery code. */
export const SECOND_FACTOR_MEANS = ['passkey', 'code', 'recovery_code'] as const;
export type SecondFactorMeans = (typeof SECOND_FACTOR_MEANS)[number];

/** A user who has no second factor. */
export const NO_FACTORS: Factors = { recoveryHashes: [], passkeys: [] };

/** Whether a login of this user needs a second factor. */
export function hasFactor(factors: Factors): boolean {
  return beginnings(factors).length > 0;
}

/** Whether users of a stage must have a second factor. */
export type FactorPolicy = 'optional' | 'required';

/** What a session of this user is limited to. */
export function limitOf(policy: FactorPolicy, factors: Factors): SessionLimit | undefined {
  return policy === 'required' && !hasFactor(factors) ? 'second_factor' : undefined;
}

/** What completes a login of a user with passkeys; undefined for others, who have a code as ever. */
export function meansOf({ totp, passkeys }: Factors): readonly SecondFactorMeans[] | undefined {
  return passkeys.length > 0 ? ['passkey', totp ? 'code' : 'recovery_code'] : undefined;
}

/**
 * Whether the owner of a session has shown recently that they are the user. Of a user with a second
 * factor only what came after the first one counts: before, the password was enough.
 * @param now ms since 1970
 */
export function isConfirmed({ confirmedAt }: Pick<Session, 'confirmedAt'>, factors: Factors, now: number): boolean {
  if (confirmedAt === undefined || now - confirmedAt >= CONFIRMED_MS) return false;
  return beginnings(factors).length === 0 || confirmedAt >= Math.min(...beginnings(factors));
}

/** When each factor was added, in ms since 1970. */
function beginnings({ totp, passkeys }: Factors): number[] {
  return [...(totp ? [totp] : []), ...passkeys].map(({ since }) => Date.parse(since));
}
