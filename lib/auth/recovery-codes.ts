import { hash, randomBytes } from 'node:crypto';
import { RECOVERY_CODES } from '../domain/second-factor.ts';

const BYTES = 10;
const GROUP = /.{5}/g;

/** New recovery codes of 80 random bits each: `4f8a1-09c3e-b7d26-5e01f`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () =>
    (randomBytes(BYTES).toString('hex').match(GROUP) ?? []).join('-'),
  );
}

/** The hash under which a recovery code is stored. It is random, so SHA-256 is enough. */
export function hashOfRecoveryCode(code: string): string {
  return hash('sha256', code.toLowerCase().replace(/[\s-]/g, ''));
}
