import { Secret, TOTP } from 'otpauth';

const ISSUER = 'mib';
const SECRET_BYTES = 20;
const STEP_SECONDS = 30;
/** Codes of one step before and after are taken, for clocks that differ (RFC 6238, 5.2). */
const WINDOW = 1;

/** A new secret, in Base32. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** The address that authenticator apps read, mostly from a QR code. */
export function otpauthUri(secret: string, login: string): string {
  return new TOTP({ issuer: ISSUER, label: login, secret, period: STEP_SECONDS }).toString();
}

/**
 * The step of a code (RFC 6238), by which it is remembered as used; undefined if it is wrong.
 * @param secret in Base32
 * @param now ms since 1970
 */
export function stepOfCode(secret: string, code: string, now: number): number | undefined {
  const totp = new TOTP({ secret, period: STEP_SECONDS });
  const delta = totp.validate({ token: code, timestamp: now, window: WINDOW });
  return delta === null ? undefined : totp.counter({ timestamp: now }) + delta;
}
