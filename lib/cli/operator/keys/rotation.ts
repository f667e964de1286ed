import * as z from 'zod';
import { REFRESH_AFTER_MS } from '../../../auth/key-source.ts';
import { PrivateJwk, PublicJwk, PublicKeySet, publicKeySet } from '../../../auth/keys.ts';
import { CLOCK_TOLERANCE_SECONDS, LONGEST_USER_TOKEN_SECONDS, SERVICE_TOKEN_SECONDS } from '../../../auth/tokens.ts';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import { JWKS_CACHE_SECONDS } from '../../../domain/jwks.ts';
import { iso } from '../iso-time.ts';
import type { KeySetName } from './parameters.ts';

/** Covers clocks that differ, and the duration of a request. */
const MARGIN_MS = 60_000;
/** After this time, in ms, every function has read a written parameter. */
export const EVERYWHERE_AFTER_MS = REFRESH_AFTER_MS + MARGIN_MS;

/** Outsiders may store the published keys for as long as the response says. */
const CACHED_SECONDS: Record<KeySetName, number> = { users: 0, services: 0, receipts: JWKS_CACHE_SECONDS };

/** A receipt never expires: its key stays published, and only its private half is retired. */
const TOKEN_SECONDS: Record<KeySetName, number> = {
  users: LONGEST_USER_TOKEN_SECONDS,
  services: SERVICE_TOKEN_SECONDS,
  receipts: 0,
};

/** After this time, in ms, every verifier of the set has the keys that were published. */
export function verifiesAfterMs(name: KeySetName): number {
  return EVERYWHERE_AFTER_MS + CACHED_SECONDS[name] * 1_000;
}

/**
 * After this time, in ms, no token of a replaced key of the set is valid. A function may sign with
 * it until it has read the new keys.
 */
export function forgottenAfterMs(name: KeySetName): number {
  return EVERYWHERE_AFTER_MS + (TOKEN_SECONDS[name] + CLOCK_TOLERANCE_SECONDS) * 1_000;
}

const StoredKey = z.object({
  ...PrivateJwk.shape,
  /** When the last verifier received it. */
  added_at: z.iso.datetime().optional(),
  /** When another key began to sign in its place. */
  replaced_at: z.iso.datetime().optional(),
});

/** The public half of a receipt key whose private half is gone. */
const RetiredKey = z.object({ ...PublicJwk.shape, retired_at: z.iso.datetime() });
const RevokedKey = z.object({ kid: z.string(), revoked_at: z.iso.datetime() });

/**
 * One set of signing keys as operators store it. Members beside those that functions read hold the
 * state of a rotation; readers ignore them (RFC 7517). For the keys of services, `shard_regions` is
 * the region of each shard by number, so that no rotation forgets a shard. For the keys of receipts,
 * `retired` stays published for good and `revoked` does not.
 */
export const StoredKeySet = z.object({
  keys: z.array(StoredKey).min(1),
  shard_regions: z.array(z.string()).default([]),
  retired: z.array(RetiredKey).optional(),
  revoked: z.array(RevokedKey).optional(),
});
export type StoredKeySet = z.infer<typeof StoredKeySet>;
type StoredKey = z.infer<typeof StoredKey>;

/**
 * Returns the set with the regions of its shards, by number; none for keys of users.
 * @throws ConfigurationError if the set is for other shards: with another number of shards,
 * requests would look for wallets on the wrong ones
 */
export function forShards(set: StoredKeySet, regions: readonly string[]): StoredKeySet {
  if (set.shard_regions.join() === regions.join()) return set;
  if (set.shard_regions.length === 0) return { ...set, shard_regions: [...regions] };
  throw new ConfigurationError([
    `the keys are for ${set.shard_regions.length} shards, in ${set.shard_regions.join(', ')}; not for ${regions.length}, in ${regions.join(', ')}`,
  ]);
}

/**
 * Returns the set for a stage that gets more shards, or fewer. Those that stay keep their regions.
 * @throws ConfigurationError if one of them has another region
 */
export function forMoreOrFewerShards(set: StoredKeySet, regions: readonly string[]): StoredKeySet {
  const both = Math.min(set.shard_regions.length, regions.length);
  const moves = regions.slice(0, both).join() !== set.shard_regions.slice(0, both).join();
  return moves ? forShards(set, regions) : { ...set, shard_regions: [...regions] };
}

/**
 * The role of a key: `signs`; `next` verifies and will sign; `old` has signed and still verifies.
 */
export type KeyRole = 'signs' | 'next' | 'old';

/** @param index the position of the key in its set */
export function roleOf(key: StoredKey, index: number): KeyRole {
  if (index === 0) return 'signs';
  return key.replaced_at === undefined ? 'next' : 'old';
}

/** The key that signs next, if a rotation has begun. */
export function nextKey({ keys }: StoredKeySet): StoredKey | undefined {
  return keys.find((key, index) => roleOf(key, index) === 'next');
}

/** What the verifiers of the set get: public halves only. */
export function published({ keys, retired = [], revoked = [] }: StoredKeySet): PublicKeySet {
  return PublicKeySet.parse({
    keys: [...publicKeySet({ keys }).keys, ...retired],
    ...(revoked.length > 0 && { revoked }),
  });
}

/**
 * Begins a rotation: the key verifies from now on. Store the set only after every verifier has
 * received the key.
 * @param now ms since 1970
 * @throws ConfigurationError if the last rotation has not ended
 */
export function withNextKey(set: StoredKeySet, key: PrivateJwk, now: number): StoredKeySet {
  const old = set.keys.find((one, index) => roleOf(one, index) === 'old');
  if (old) throw new ConfigurationError([`key ${old.kid} of the last rotation has not been retired: retire it first`]);
  return { ...set, keys: [...set.keys, { ...key, added_at: iso(now) }] };
}

/**
 * Lets the next key sign.
 * @param name the set: outsiders store the keys of receipts for a while
 * @param now ms since 1970
 * @param force skip the wait until every function has read it
 * @throws ConfigurationError if there is no next key, or it is too soon
 */
export function promoted(name: KeySetName, set: StoredKeySet, now: number, force: boolean): StoredKeySet {
  const next = nextKey(set);
  if (!next) throw new ConfigurationError(['there is no next key']);
  const safeAt = since(next.added_at) + verifiesAfterMs(name);
  assertSafe(force, now, safeAt, `verifiers may not have read key ${next.kid} yet`);
  const others = set.keys.filter((key) => key !== next);
  return { ...set, keys: [next, ...others.map((key) => ({ ...key, replaced_at: key.replaced_at ?? iso(now) }))] };
}

/**
 * Removes the keys that have been replaced. Receipts are verified years later, so the public halves
 * of their keys stay in the set.
 * @param name the set: users' tokens live longer than those for shards
 * @param now ms since 1970
 * @param force skip the wait until their tokens have expired; users with such a token must log in
 * again
 * @throws ConfigurationError if it is too soon
 */
export function withoutOldKeys(name: KeySetName, set: StoredKeySet, now: number, force: boolean): StoredKeySet {
  const old: StoredKey[] = [];
  const keys = set.keys.filter((key, index) => {
    if (roleOf(key, index) !== 'old') return true;
    assertSafe(
      force,
      now,
      since(key.replaced_at) + forgottenAfterMs(name),
      `tokens of key ${key.kid} may still be in use`,
    );
    old.push(key);
    return false;
  });
  if (name !== 'receipts' || old.length === 0) return { ...set, keys };
  const retired = publicKeySet({ keys: old }).keys.map((key) => ({ ...key, retired_at: iso(now) }));
  return { ...set, keys, retired: [...retired, ...(set.retired ?? [])] };
}

/**
 * Takes a key of receipts away for good: its private half may be known to others, who could sign
 * receipts with any date. Nothing that it signed counts any more.
 * @param key signs from now on if the revoked key signed and no next one is there
 * @param now ms since 1970
 * @throws ConfigurationError if the set has no such key
 */
export function withoutRevokedKey(set: StoredKeySet, kid: string, key: PrivateJwk, now: number): StoredKeySet {
  const { keys, retired = [], revoked = [] } = set;
  if (![...keys, ...retired].some((one) => one.kid === kid))
    throw new ConfigurationError([`there is no key ${kid} of receipts`]);
  const next = nextKey(set);
  const rest = keys.filter((one) => one.kid !== kid && one !== next);
  const signs = keys[0]?.kid === kid ? [next ?? { ...key, added_at: iso(now) }, ...rest] : undefined;
  return {
    ...set,
    keys: signs ?? keys.filter((one) => one.kid !== kid),
    retired: retired.filter((one) => one.kid !== kid),
    revoked: [{ kid, revoked_at: iso(now) }, ...revoked],
  };
}

function assertSafe(force: boolean, now: number, allowedAt: number, reason: string): void {
  if (force || now >= allowedAt) return;
  throw new ConfigurationError([
    `${reason}: wait until ${iso(allowedAt)} (${Math.ceil((allowedAt - now) / 1_000)} s), or use --force`,
  ]);
}

/** A key without a timestamp is older than any wait. */
function since(time: string | undefined): number {
  return time === undefined ? 0 : Date.parse(time);
}
