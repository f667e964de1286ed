import type { KeySource } from '../../auth/key-source.ts';
import type { PublicKeySet } from '../../auth/keys.ts';
import { RevokedTokens } from '../../auth/revoked-tokens.ts';
import { keyIdOf, verifyServiceToken, verifyUserToken } from '../../auth/tokens.ts';
import { MibError } from '../../domain/errors.ts';
import type { GrantClaims } from '../../domain/grant.ts';
import type { UserClaims } from '../../domain/user-claims.ts';
import { Revocations } from '../../store/revocations.ts';

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

/**
 * A route of shard `shard` for the orchestrator. The caller is what the token allows; undefined if
 * the token allows everything.
 */
export function orchestratorAt(shard: number, keys: Pick<KeySource<PublicKeySet>, 'knowing'>) {
  return async (authorization: string | undefined, now: number): Promise<GrantClaims | undefined> => {
    const token = bearer(authorization);
    return verifyServiceToken(await keys.knowing(keyIdOf(token), now), token, shard, now);
  };
}

/**
 * Our tokens have about 400 characters, and 700 more for the longest wallet id. A longer token is
 * not read.
 */
const MAX_TOKEN_BYTES = 2048;

/**
 * The token of `Bearer <token>` (RFC 6750), with one or more spaces between (RFC 9110, 11.4).
 * @throws MibError unauthenticated
 */
function bearer(authorization = ''): string {
  if (authorization.length > 'Bearer '.length + MAX_TOKEN_BYTES) throw new MibError('unauthenticated');
  const token = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization)?.[1];
  if (!token) throw new MibError('unauthenticated');
  return token;
}
