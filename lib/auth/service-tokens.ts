import type { KeySource } from './key-source.ts';
import type { PrivateKeySet } from './keys.ts';
import { SERVICE_TOKEN_SECONDS, signServiceToken } from './tokens.ts';

const USE_FOR_MS = (SERVICE_TOKEN_SECONDS * 1000) / 2;

/** Gives the token for a call to a shard at `now` (ms since 1970). */
export type TokenFor = (shard: number, now: number) => Promise<string>;

/** Signs tokens for shards and uses each for half its life, so that a busy function does not sign one for every call. */
export function serviceTokens(keys: KeySource<PrivateKeySet>): TokenFor {
  const signed = new Map<number, { token: string; at: number }>();
  return async (shard, now) => {
    const known = signed.get(shard);
    if (known && now >= known.at && now - known.at < USE_FOR_MS) return known.token;
    const token = await signServiceToken(await keys.get(now), shard, now);
    signed.set(shard, { token, at: now });
    return token;
  };
}
