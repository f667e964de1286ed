import * as z from 'zod';
import { REFRESH_AFTER_MS } from '../../../auth/key-source.ts';
import { PrivateJwk } from '../../../auth/keys.ts';
import { CLOCK_TOLERANCE_SECONDS, SERVICE_TOKEN_SECONDS, USER_TOKEN_SECONDS } from '../../../auth/tokens.ts';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import type { KeySetName } from './parameters.ts';

/** Clocks differ, and a request takes its time. */
const MARGIN_MS = 60_000;
/** After this time, in ms, every function has read what was written before it. */
export const EVERYWHERE_AFTER_MS = REFRESH_AFTER_MS + MARGIN_MS;

const TOKEN_SECONDS: Record<KeySetName, number> = { users: USER_TOKEN_SECONDS, services: SERVICE_TOKEN_SECONDS };

/** After this time, in ms, no token of a key of the set that was replaced is left: some function may have signed with it until the last. */
export function forgottenAfterMs(name: KeySetName): number {
  return EVERYWHERE_AFTER_MS + (TOKEN_SECONDS[name] + CLOCK_TOLERANCE_SECONDS) * 1_000;
}

const StoredKey = z.object({
  ...PrivateJwk.shape,
  /** Since when everybody who verifies has it. */
  added_at: z.iso.datetime().optional(),
  /** Since when another key signs in its place. */
  replaced_at: z.iso.datetime().optional(),
});

/**
 * One set of signing keys as operators keep it: members beside those that functions read (RFC 7517 lets everybody ignore them) say how
 * far a rotation is, and, for the keys of services, in which region each shard is, by number, so that no rotation forgets one.
 */
export const StoredKeySet = z.object({
  keys: z.array(StoredKey).min(1),
  shard_regions: z.array(z.string()).default([]),
});
export type StoredKeySet = z.infer<typeof StoredKeySet>;
type StoredKey = z.infer<typeof StoredKey>;

/**
 * The set, for shards in these regions (by number); none for keys of users.
 * @throws ConfigurationError if it is for others: with another number of shards wallets would be looked for where they are not
 */
export function forShards(set: StoredKeySet, regions: readonly string[]): StoredKeySet {
  if (set.shard_regions.join() === regions.join()) return set;
  if (set.shard_regions.length === 0) return { ...set, shard_regions: [...regions] };
  throw new ConfigurationError([
    `the keys are for ${set.shard_regions.length} shards, in ${set.shard_regions.join(', ')}; not for ${regions.length}, in ${regions.join(', ')}`,
  ]);
}

/** What a key is there for: it signs; it will sign, and verifies already; it has signed, and still verifies. */
export type KeyRole = 'signs' | 'next' | 'old';

/** @param index where the key is in its set */
export function roleOf(key: StoredKey, index: number): KeyRole {
  if (index === 0) return 'signs';
  return key.replaced_at === undefined ? 'next' : 'old';
}

/** The key that is to sign next, if a rotation has begun. */
export function nextKey({ keys }: StoredKeySet): StoredKey | undefined {
  return keys.find((key, index) => roleOf(key, index) === 'next');
}

/**
 * Begins a rotation: the key verifies from now on. It may be kept so only after everybody who verifies has been given it.
 * @param now ms since 1970
 * @throws ConfigurationError if the last rotation is not over
 */
export function withNextKey(set: StoredKeySet, key: PrivateJwk, now: number): StoredKeySet {
  const old = set.keys.find((one, index) => roleOf(one, index) === 'old');
  if (old) throw new ConfigurationError([`key ${old.kid} of the last rotation is still there: retire it first`]);
  return { ...set, keys: [...set.keys, { ...key, added_at: iso(now) }] };
}

/**
 * Lets the next key sign.
 * @param now ms since 1970
 * @param force do not wait until every function knows it
 * @throws ConfigurationError if there is none, or it is too soon
 */
export function promoted(set: StoredKeySet, now: number, force: boolean): StoredKeySet {
  const next = nextKey(set);
  if (!next) throw new ConfigurationError(['no key waits to sign']);
  refuseTooSoon(force, now, since(next.added_at) + EVERYWHERE_AFTER_MS, `not every function knows key ${next.kid} yet`);
  const others = set.keys.filter((key) => key !== next);
  return { ...set, keys: [next, ...others.map((key) => ({ ...key, replaced_at: key.replaced_at ?? iso(now) }))] };
}

/**
 * Without the keys that have been replaced.
 * @param name which set it is: tokens of users live longer than those for shards
 * @param now ms since 1970
 * @param force do not wait until their tokens have expired: whoever has one has to log in again
 * @throws ConfigurationError if it is too soon
 */
export function withoutOldKeys(name: KeySetName, set: StoredKeySet, now: number, force: boolean): StoredKeySet {
  const keys = set.keys.filter((key, index) => {
    if (roleOf(key, index) !== 'old') return true;
    refuseTooSoon(
      force,
      now,
      since(key.replaced_at) + forgottenAfterMs(name),
      `tokens of key ${key.kid} may be in use`,
    );
    return false;
  });
  return { ...set, keys };
}

function refuseTooSoon(force: boolean, now: number, allowedAt: number, reason: string): void {
  if (force || now >= allowedAt) return;
  throw new ConfigurationError([
    `${reason}: wait until ${iso(allowedAt)} (${Math.ceil((allowedAt - now) / 1_000)} s), or say --at-once`,
  ]);
}

/** A key without a time has been there for ever. */
function since(time: string | undefined): number {
  return time === undefined ? 0 : Date.parse(time);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
