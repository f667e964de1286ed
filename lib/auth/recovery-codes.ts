import { hash, randomBytes } from 'node:crypto';
import { RECOVERY_CODES } from '../domain/second-factor.ts';

/** 128 bits (OWASP ASVS 5, 11.5.1). Below 112, a code would need a hash that is slow (6.5.2). */
const BYTES = 16;
const GROUP = /.{8}/g;

/** New recovery codes of 128 random bits each: `4f8a1093-c3eb7d26-65e01f9a-0a2c4d81`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () =>
    (randomBytes(BYTES).toString('hex').match(GROUP) ?? []).join('-'),
  );
}

/** The hash under which a recovery code is stored. It is random, so SHA-256 is enough. */
export function hashOfRecoveryCode(code: string): string {
  return hash('sha256', code.toLowerCase().replace(/[\s-]/g, ''));
}
