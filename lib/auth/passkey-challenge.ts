import { randomBytes } from 'node:crypto';

const CHALLENGE_BYTES = 32;

/** A random challenge for an authenticator, in base64url. */
export function newPasskeyChallenge(): string {
  return randomBytes(CHALLENGE_BYTES).toString('base64url');
}
