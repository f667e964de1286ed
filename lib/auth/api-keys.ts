import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { ULID } from '../domain/ulid.ts';

// A key is `mib_key_<user id>.<key id>.<secret>`. The prefix lets scanners find keys that were
// published by mistake. The ids find the key in one read.

/** Every key begins with it. */
export const KEY_PREFIX = 'mib_key_';
const SECRET_BYTES = 32;
const FORM = new RegExp(
  `^${KEY_PREFIX}(?<userId>[\\w-]{1,64})\\.(?<keyId>${ULID})\\.(?<secret>[0-9a-f]{${2 * SECRET_BYTES}})$`,
);

/** The parts of a key. */
export interface KeyToken {
  readonly userId: string;
  readonly keyId: string;
  /** 256 random bits, in hex. */
  readonly secret: string;
}

/** Whether a bearer token is meant as a key, valid or not. */
export function looksLikeKey(token: string): boolean {
  return token.startsWith(KEY_PREFIX);
}

/** The secret of a new key. */
export function newKeySecret(): string {
  return randomBytes(SECRET_BYTES).toString('hex');
}

/** The key as text. */
export function formatKey({ userId, keyId, secret }: KeyToken): string {
  return `${KEY_PREFIX}${userId}.${keyId}.${secret}`;
}

/** The parts of a text; undefined if it is no key. */
export function parseKey(text: string): KeyToken | undefined {
  const { userId, keyId, secret } = FORM.exec(text)?.groups ?? {};
  if (!userId || !keyId || !secret) return undefined;
  return { userId, keyId, secret };
}

/** The hash under which a secret is stored. A secret has 256 random bits, so SHA-256 is enough. */
export function hashOfSecret(secret: string): string {
  return hash('sha256', secret);
}

/** Whether this is the secret of the hash, in a time that tells nothing of it. */
export function isSecretOf(secret: string, stored: string): boolean {
  const [given, expected] = [Buffer.from(hashOfSecret(secret)), Buffer.from(stored)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
