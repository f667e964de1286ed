import { createLocalJWKSet, errors, jwtVerify, SignJWT } from 'jose';
import type { PrivateKeySet, PublicKeySet } from './keys.ts';
import { ALGORITHM, signerOf } from './tokens.ts';

/**
 * What is signed for outsiders, by the type in its header. A receipt is about one entry of a
 * statement or one transfer. A root is about the heads of all statements.
 */
export const SIGNED_TYPES = { receipt: 'mib-receipt+jwt', root: 'mib-root+jwt' } as const;

/** What to sign, and in whose name: the stage is part of the issuer. */
export interface Signed {
  readonly type: keyof typeof SIGNED_TYPES;
  readonly issuer: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Signs for outsiders: a JWS in compact form, verified with the published keys for good. It never
 * expires, because it states a fact.
 * @param now ms since 1970
 */
export async function signForOutsiders(
  keys: PrivateKeySet,
  { type, issuer, payload }: Signed,
  now: number,
): Promise<string> {
  const [key] = keys.keys;
  if (!key) throw new Error('the set of signing keys is empty');
  return new SignJWT({ ...payload })
    .setProtectedHeader({ alg: ALGORITHM, kid: key.kid, typ: SIGNED_TYPES[type] })
    .setIssuer(issuer)
    .setIssuedAt(Math.floor(now / 1000))
    .sign(signerOf(key));
}

/**
 * What was signed for outsiders.
 * @returns undefined if no key of the set signed it as this type
 */
export async function signedForOutsiders(
  keys: PublicKeySet,
  jws: string,
  type: Signed['type'],
): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const options = { typ: SIGNED_TYPES[type], algorithms: [ALGORITHM] };
    return (await jwtVerify(jws, createLocalJWKSet({ keys: [...keys.keys] }), options)).payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
