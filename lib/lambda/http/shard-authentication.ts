import type { KeySource } from '../../auth/key-source.ts';
import type { PublicKeySet } from '../../auth/keys.ts';
import { keyIdOf, verifyServiceToken } from '../../auth/tokens.ts';
import type { GrantClaims } from '../../domain/grant.ts';
import { bearer } from './bearer.ts';

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
