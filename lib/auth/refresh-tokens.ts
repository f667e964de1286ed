import { createHmac, hash, randomBytes } from 'node:crypto';
import { ULID } from '../domain/ulid.ts';

// A refresh token is `<user id>.<session id>.<family>.<secret>`. The ids find the session. The family
// tells an old token of the session from a guess, which ends nothing. Each use replaces the secret.

const FAMILY_BYTES = 16;
const SECRET_BYTES = 32;
const SALT_BYTES = 32;
const FORM = new RegExp(
  `^(?<userId>[\\w-]{1,64})\\.(?<sessionId>${ULID})\\.(?<family>[0-9a-f]{${2 * FAMILY_BYTES}})\\.(?<secret>[0-9a-f]{${2 * SECRET_BYTES}})$`,
);

/** The parts of a refresh token. */
export interface RefreshToken {
  readonly userId: string;
  readonly sessionId: string;
  /** 128 random bits, in hex. */
  readonly family: string;
  /** 256 random bits, in hex. */
  readonly secret: string;
}

/** The first refresh token of a session. */
export function firstRefreshToken(userId: string, sessionId: string): RefreshToken {
  const [family, secret] = [randomBytes(FAMILY_BYTES), randomBytes(SECRET_BYTES)];
  return { userId, sessionId, family: family.toString('hex'), secret: secret.toString('hex') };
}

/** A salt for one replacement. */
export function newSalt(): string {
  return randomBytes(SALT_BYTES).toString('hex');
}

/**
 * The token that replaces this one: the same one for the same salt, so that a repeated request gets
 * the same token and none is stored. Who has the replaced token cannot compute it without the salt,
 * and who reads the salt cannot without the token.
 */
export function successorOf(token: RefreshToken, salt: string): RefreshToken {
  const secret = createHmac('sha256', Buffer.from(token.secret, 'hex')).update(salt, 'hex').digest('hex');
  return { ...token, secret };
}

/** The token as text. */
export function formatRefreshToken({ userId, sessionId, family, secret }: RefreshToken): string {
  return [userId, sessionId, family, secret].join('.');
}

/** The parts of a text; undefined if it is no refresh token. */
export function parseRefreshToken(text: string): RefreshToken | undefined {
  const { userId, sessionId, family, secret } = FORM.exec(text)?.groups ?? {};
  if (!userId || !sessionId || !family || !secret) return undefined;
  return { userId, sessionId, family, secret };
}

/** The hashes under which the secret parts are stored. They are random, so SHA-256 is enough. */
export function hashesOf({ family, secret }: RefreshToken): { familyHash: string; secretHash: string } {
  return { familyHash: hash('sha256', family), secretHash: hash('sha256', secret) };
}
