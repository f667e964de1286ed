import { createLocalJWKSet, decodeProtectedHeader, importJWK, type JWTVerifyOptions, jwtVerify, SignJWT } from 'jose';
import { Unauthenticated } from '../domain/errors.ts';
import { type PrivateKeySet, type PublicKeySet, publicKeySet } from './keys.ts';

const ISSUER = 'mib';
const ALGORITHM = 'EdDSA';
const USER = { typ: 'mib-user+jwt', audience: 'mib-api' } as const;
const SERVICE = { typ: 'mib-service+jwt', subject: 'mib-orchestrator' } as const;

/** How long a user stays logged in. */
export const USER_TOKEN_SECONDS = 3600;
/** How long one call, or a few, to a shard may use a token. */
export const SERVICE_TOKEN_SECONDS = 60;
/** Clocks of two services differ. A user's token is made and checked by the same one. */
const SERVICE_CLOCK_TOLERANCE_SECONDS = 60;

/**
 * Tokens after RFC 8725: one algorithm, pinned; the type in the header; issuer and audience checked; so that a token made for one
 * purpose is worth nothing for another.
 * @param now ms since 1970
 */
export async function signUserToken(keys: PrivateKeySet, userId: string, now: number): Promise<string> {
  return sign(keys, { typ: USER.typ, subject: userId, audience: USER.audience, seconds: USER_TOKEN_SECONDS }, now);
}

/**
 * @returns the user's id
 * @throws Unauthenticated whatever is wrong with the token
 */
export async function verifyUserToken(keys: PrivateKeySet, token: string, now: number): Promise<string> {
  return verify(publicKeySet(keys), token, { typ: USER.typ, audience: USER.audience }, now);
}

/** A token with which the orchestrator calls one shard and no other. */
export async function signServiceToken(keys: PrivateKeySet, shard: number, now: number): Promise<string> {
  const { typ, subject } = SERVICE;
  return sign(keys, { typ, subject, audience: shardAudience(shard), seconds: SERVICE_TOKEN_SECONDS }, now);
}

/** @throws Unauthenticated whatever is wrong with the token */
export async function verifyServiceToken(keys: PublicKeySet, token: string, shard: number, now: number): Promise<void> {
  const { typ, subject } = SERVICE;
  const clockTolerance = SERVICE_CLOCK_TOLERANCE_SECONDS;
  await verify(keys, token, { typ, subject, audience: shardAudience(shard), clockTolerance }, now);
}

/** The id of the key that a token says it is signed with, or undefined. Nothing is verified yet. */
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
}

async function sign(keys: PrivateKeySet, claims: Claims, now: number): Promise<string> {
  const [key] = keys.keys;
  if (!key) throw new Error('the set of signing keys is empty');
  const seconds = Math.floor(now / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: ALGORITHM, kid: key.kid, typ: claims.typ })
    .setIssuer(ISSUER)
    .setSubject(claims.subject)
    .setAudience(claims.audience)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + claims.seconds)
    .sign(await importJWK(key, ALGORITHM));
}

async function verify(keys: PublicKeySet, token: string, expected: JWTVerifyOptions, now: number): Promise<string> {
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
      ...expected,
      issuer: ISSUER,
      algorithms: [ALGORITHM],
      requiredClaims: ['sub', 'aud', 'exp', 'iat'],
      currentDate: new Date(now),
    });
    if (!payload.sub) throw new Error('the token has no subject');
    return payload.sub;
  } catch (error) {
    throw new Unauthenticated(error);
  }
}
