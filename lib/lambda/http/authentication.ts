import type { KeySource } from '../../auth/key-source.ts';
import type { PublicKeySet } from '../../auth/keys.ts';
import { keyIdOf, verifyServiceToken, verifyUserToken } from '../../auth/tokens.ts';
import { MibError } from '../../domain/errors.ts';
import type { GrantClaims } from '../../domain/grant.ts';

/** A route without a token. */
export async function anybody(): Promise<undefined> {
  return undefined;
}

/** A route for users. The caller is the user's id. */
export function userOf(keys: KeySource<PublicKeySet>) {
  return async (authorization: string | undefined, now: number): Promise<string> => {
    const token = bearer(authorization);
    return verifyUserToken(await keys.knowing(keyIdOf(token), now), token, now);
  };
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
