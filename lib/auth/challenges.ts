import * as z from 'zod/mini';
import { MibError } from '../domain/errors.ts';
import { CHALLENGE_SECONDS } from '../domain/second-factor.ts';
import type { PrivateKeySet, PublicKeySet } from './keys.ts';
import { signClaims, verifyClaims } from './tokens.ts';

const KIND = { typ: 'mib-challenge+jwt', audience: 'mib-second-factor' } as const;

const More = z.object({ login: z.string(), since: z.string() });

/** A login whose password was right, and that waits for a second factor. */
export interface LoginChallenge {
  readonly userId: string;
  /** The folded login. */
  readonly login: string;
  /** When the password was set that was right, RFC 3339. */
  readonly passwordSince: string;
}

/**
 * Signs a challenge, so that none is stored. Its type and its audience make it useless as an access token.
 * @param now ms since 1970
 */
export function signChallenge(
  keys: PrivateKeySet,
  { userId, login, passwordSince }: LoginChallenge,
  now: number,
): Promise<string> {
  const more = { login, since: passwordSince };
  return signClaims(keys, { ...KIND, subject: userId, seconds: CHALLENGE_SECONDS, more }, now);
}

/**
 * @param now ms since 1970
 * @throws MibError challenge_ended for any challenge that is not valid now
 */
export async function verifyChallenge(keys: PublicKeySet, token: string, now: number): Promise<LoginChallenge> {
  try {
    const { subject, payload } = await verifyClaims(keys, token, { ...KIND, seconds: CHALLENGE_SECONDS }, now);
    const { login, since } = More.parse(payload);
    return { userId: subject, login, passwordSince: since };
  } catch (cause) {
    throw new MibError('challenge_ended', { cause });
  }
}
