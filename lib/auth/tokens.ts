import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { decodeProtectedHeader, type JWTPayload, type JWTVerifyOptions, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod/mini';
import { MibError } from '../domain/errors.ts';
import { type Grant, GrantClaims } from '../domain/grant.ts';
import { SESSION_LIMITS, type UserClaims } from '../domain/user-claims.ts';
import type { PrivateJwk, PrivateKeySet, PublicJwk, PublicKeySet } from './keys.ts';
import { VerifiedTokens } from './verified-tokens.ts';

const ISSUER = 'mib';
/** The one algorithm of everything that mib signs. */
export const ALGORITHM = 'EdDSA';
const USER = { typ: 'mib-user+jwt', audience: 'mib-api' } as const;
const SERVICE = { typ: 'mib-service+jwt', subject: 'mib-orchestrator' } as const;

/**
 * The maximum lifetime of a user's token, whatever the token itself says. A stage chooses a shorter one.
 */
export const LONGEST_USER_TOKEN_SECONDS = 3600;
/** The maximum lifetime of a token for a shard, whatever the token itself says. */
export const SERVICE_TOKEN_SECONDS = 60;
/** The tolerated difference between the clocks of signer and verifier, in both directions. */
export const CLOCK_TOLERANCE_SECONDS = 5;

/** The claims of a session in a token. */
const SessionClaims = z.object({ sid: z.string(), gen: z.int() });
/** Tokens without a limit have no scope. A scope of a later version is refused: it may limit what this one allows. */
const Scope = z.object({ scope: z.optional(z.enum(SESSION_LIMITS)) });

/**
 * Signs a user's token. Tokens follow RFC 8725: one pinned algorithm, the type in the header,
 * issuer and audience checked. So a token made for one purpose is useless for another.
 * @param seconds the lifetime
 * @param now ms since 1970
 */
export async function signUserToken(
  keys: PrivateKeySet,
  { userId, sessionId, generation, limitedTo }: UserClaims,
  seconds: number,
  now: number,
): Promise<string> {
  const session = sessionId === undefined ? {} : { sid: sessionId, gen: generation };
  const more = { ...session, ...(limitedTo && { scope: limitedTo }) };
  return signClaims(keys, { typ: USER.typ, subject: userId, audience: USER.audience, seconds, more }, now);
}

/**
 * Verifies a user's token, or finds that the same set of keys verified it before. It expires either
 * way. A token of a removed key is refused with the first set of keys that lacks the key.
 * @throws Unauthenticated for any invalid token
 */
export async function verifyUserToken(keys: PublicKeySet, token: string, now: number): Promise<UserClaims> {
  const tokens = verifiedBy(keys);
  const known = tokens.claimsOf(token, Math.floor(now / 1000));
  if (known !== undefined) return known;
  const expected = { typ: USER.typ, audience: USER.audience };
  const verified = await verify(keys, token, { ...expected, seconds: LONGEST_USER_TOKEN_SECONDS }, now);
  const { data: session } = SessionClaims.safeParse(verified.payload);
  const { data: limit } = Scope.safeParse(verified.payload);
  if (!limit) throw new MibError('unauthenticated');
  const claims: UserClaims = {
    userId: verified.subject,
    generation: session?.gen ?? 0,
    ...(session && { sessionId: session.sid }),
    ...(limit.scope && { limitedTo: limit.scope }),
  };
  tokens.add(token, { claims, until: verified.exp + CLOCK_TOLERANCE_SECONDS });
  return claims;
}

/** Signs a token for one request to one shard. */
export async function signServiceToken(keys: PrivateKeySet, shard: number, grant: Grant, now: number): Promise<string> {
  const { typ, subject } = SERVICE;
  return signClaims(
    keys,
    { typ, subject, audience: shardAudience(shard), seconds: SERVICE_TOKEN_SECONDS, more: grant },
    now,
  );
}

/**
 * @returns the request that the token is bound to; undefined for an unbound token of an older
 * version, signed with a key for which that is still allowed (`unbound`)
 * @throws Unauthenticated for any invalid token
 */
export async function verifyServiceToken(
  keys: PublicKeySet,
  token: string,
  shard: number,
  now: number,
): Promise<GrantClaims | undefined> {
  const expected = { ...SERVICE, audience: shardAudience(shard), seconds: SERVICE_TOKEN_SECONDS };
  const { payload, kid } = await verify(keys, token, expected, now);
  const grant = GrantClaims.safeParse(payload);
  if (grant.success) return grant.data;
  const mayBeUnbound = keys.keys.some((key) => key.kid === kid && key.unbound);
  if (!mayBeUnbound || payload.operation !== undefined) throw new MibError('unauthenticated', { cause: grant.error });
  return undefined;
}

/** The key id in a token's header, or undefined. Verifies nothing. */
export function keyIdOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    return undefined;
  }
}

function shardAudience(shard: number): string {
  return `shard-${shard}`;
}

interface Claims {
  readonly typ: string;
  readonly subject: string;
  readonly audience: string;
  readonly seconds: number;
  readonly more:
    | Grant
    | { readonly sid?: string; readonly gen?: number; readonly scope?: string }
    | { readonly login: string; readonly since: string };
}

/** Signs claims. The type, the audience and the lifetime are of the kind of token. @param now ms since 1970 */
export async function signClaims(keys: PrivateKeySet, claims: Claims, now: number): Promise<string> {
  const [key] = keys.keys;
  if (!key) throw new Error('the set of signing keys is empty');
  const seconds = Math.floor(now / 1000);
  return new SignJWT({ ...claims.more })
    .setProtectedHeader({ alg: ALGORITHM, kid: key.kid, typ: claims.typ })
    .setIssuer(ISSUER)
    .setSubject(claims.subject)
    .setAudience(claims.audience)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + claims.seconds)
    .sign(signerOf(key));
}

/** A token that was valid. */
interface Verified {
  readonly payload: JWTPayload;
  readonly subject: string;
  /** s since 1970 */
  readonly exp: number;
  readonly kid: string | undefined;
}

/** The expected claims of a token. `seconds` is the maximum lifetime of its kind. */
type Expected = Pick<JWTVerifyOptions, 'typ' | 'subject' | 'audience'> & { readonly seconds: number };

async function verify(keys: PublicKeySet, token: string, expected: Expected, now: number): Promise<Verified> {
  try {
    return await verifyClaims(keys, token, expected, now);
  } catch (error) {
    throw new MibError('unauthenticated', { cause: error });
  }
}

/**
 * Verifies a token of one kind.
 * @param now ms since 1970
 * @throws Error for any invalid token
 */
export async function verifyClaims(
  keys: PublicKeySet,
  token: string,
  { seconds, ...expected }: Expected,
  now: number,
): Promise<Verified> {
  const { payload, protectedHeader } = await jwtVerify(token, ({ kid }) => verifierOf(keys, kid), {
    ...expected,
    issuer: ISSUER,
    algorithms: [ALGORITHM],
    requiredClaims: ['sub', 'aud', 'exp', 'iat'],
    // Also refuses a token signed in the future.
    maxTokenAge: seconds,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    currentDate: new Date(now),
  });
  const { sub, iat = 0, exp = Number.POSITIVE_INFINITY } = payload;
  if (!sub) throw new Error('the token has no subject');
  if (exp - iat > seconds) throw new Error(`the token's lifetime is ${exp - iat} s; the maximum is ${seconds} s`);
  return { payload, subject: sub, exp, kid: protectedHeader.kid };
}

/** Imported keys, cached because an import takes as long as a signature. */
const signers = new WeakMap<PrivateJwk, KeyObject>();
const verifiers = new WeakMap<PublicJwk, KeyObject>();

/** The key as it signs. */
export function signerOf(key: PrivateJwk): KeyObject {
  const known = signers.get(key) ?? createPrivateKey({ key, format: 'jwk' });
  signers.set(key, known);
  return known;
}

/** @throws Error if no key of the set has the id that the token names */
function verifierOf({ keys }: PublicKeySet, kid: string | undefined): KeyObject {
  const key = keys.find((one) => one.kid === kid);
  if (!key) throw new Error('no key of the set has the id that the token names');
  const known = verifiers.get(key) ?? createPublicKey({ key, format: 'jwk' });
  verifiers.set(key, known);
  return known;
}

/** They are kept as long as the set of keys is in use. */
const verified = new WeakMap<PublicKeySet, VerifiedTokens>();

function verifiedBy(keys: PublicKeySet): VerifiedTokens {
  const known = verified.get(keys) ?? new VerifiedTokens();
  verified.set(keys, known);
  return known;
}
