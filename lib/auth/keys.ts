import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import * as z from 'zod/mini';

/** A key that verifies, as a JWK. */
export const PublicJwk = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  kid: z.string(),
  alg: z.literal('EdDSA'),
  use: z.literal('sig'),
  /**
   * Tokens of this key are valid without an operation: during the changeover from an older version,
   * which signed such tokens.
   */
  unbound: z.optional(z.literal(true)),
});

export type PublicJwk = z.infer<typeof PublicJwk>;

/** The id of a revoked key, and when it was revoked (RFC 3339). */
const RevokedKey = z.object({ kid: z.string(), revoked_at: z.string() });

/** The keys that verify tokens: a JWK set (RFC 7517) with public members only. */
export const PublicKeySet = z.object({
  keys: z.array(PublicJwk).check(z.minLength(1)),
  /**
   * Keys that verify nothing any more, although they have signed: their private halves leaked. They
   * are not among `keys`, so that a verifier that does not know this member refuses them too.
   */
  revoked: z.optional(z.array(RevokedKey)),
});
export type PublicKeySet = z.infer<typeof PublicKeySet>;

/** A key that can sign, as a JWK. */
export const PrivateJwk = z.extend(PublicJwk, { d: z.string() });
export type PrivateJwk = z.infer<typeof PrivateJwk>;

/**
 * The keys of one kind of token. The first key signs; all keys verify, so that a rotation
 * invalidates no token.
 */
export const PrivateKeySet = z.object({ keys: z.array(PrivateJwk).check(z.minLength(1)) });
export type PrivateKeySet = z.infer<typeof PrivateKeySet>;

/** A new Ed25519 key, whose `kid` is its thumbprint (RFC 7638). */
export async function generateSigningKey(): Promise<PrivateJwk> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return PrivateJwk.parse({ ...jwk, kid, alg: 'EdDSA', use: 'sig' });
}

/** A new set with one new key. */
export async function generateSigningKeys(): Promise<PrivateKeySet> {
  return { keys: [await generateSigningKey()] };
}

/** The public halves of the keys. */
export function publicKeySet(keys: PrivateKeySet): PublicKeySet {
  return PublicKeySet.parse(keys);
}
