import type { Grant } from '../domain/grant.ts';
import type { KeySource } from './key-source.ts';
import type { PrivateKeySet } from './keys.ts';
import { signServiceToken } from './tokens.ts';

/** Returns the token for a request to a shard at `now` (ms since 1970). */
export type TokenFor = (shard: number, grant: Grant, now: number) => Promise<string>;

/**
 * Signs a token for each request to a shard, so that a stolen token is useless for any other
 * request.
 */
export function serviceTokens(keys: KeySource<PrivateKeySet>): TokenFor {
  return async (shard, grant, now) => signServiceToken(await keys.get(now), shard, grant, now);
}
