import type { KeySource } from '../../auth/key-source.ts';
import type { PublicKeySet } from '../../auth/keys.ts';
import { RevokedTokens } from '../../auth/revoked-tokens.ts';
import { keyIdOf, verifyUserToken } from '../../auth/tokens.ts';
import type { UserClaims } from '../../domain/user-claims.ts';
import { Revocations } from '../../store/revocations.ts';
import { bearer } from './bearer.ts';

/** A route without a token. */
export async function anybody(): Promise<undefined> {
  return undefined;
}

/** A route for users. The caller is the user's id. */
export function userOf(keys: KeySource<PublicKeySet>, revoked: RevokedTokens) {
  const session = sessionOf(keys, revoked);
  return async (authorization: string | undefined, now: number): Promise<string> =>
    (await session(authorization, now)).userId;
}

/** A route about the session of the token. The caller is who the token says. */
export function sessionOf(keys: KeySource<PublicKeySet>, revoked: RevokedTokens) {
  return async (authorization: string | undefined, now: number): Promise<UserClaims> => {
    const token = bearer(authorization);
    const claims = await verifyUserToken(await keys.knowing(keyIdOf(token), now), token, now);
    // Only a valid token causes a read.
    await revoked.assertValid(claims, now);
    return claims;
  };
}

/** The revoked tokens in a table. */
export function revokedTokens(documents: ConstructorParameters<typeof Revocations>[0], table: string): RevokedTokens {
  return new RevokedTokens(new Revocations(documents, table));
}
