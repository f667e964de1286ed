import type { ParameterPlace } from '../../../remote/parameter-store.ts';

/** The two sets of keys: `users` signs the tokens of users, `services` the tokens by which shards are called. */
export const KEY_SETS = ['users', 'services'] as const;
export type KeySetName = (typeof KEY_SETS)[number];

/** A stage of the system: its name, and the region of its orchestrator. */
export interface Stage {
  readonly stage: string;
  readonly region: string;
}

/** The parameter with the keys that sign users' tokens, as serverless.yml names it. */
export function userSigningKeysParameter(stage: string): string {
  return `/mib/${stage}/user-signing-keys`;
}

/** The parameter with the keys that verify users' tokens, as serverless.yml names it. */
export function userPublicKeysParameter(stage: string): string {
  return `/mib/${stage}/user-public-keys`;
}

/** The parameter with the keys that sign the tokens for shards, as serverless.yml names it. */
export function serviceSigningKeysParameter(stage: string): string {
  return `/mib/${stage}/service-signing-keys`;
}

/** The parameter with the keys that a shard verifies with, as serverless.shard.yml names it. */
export function publicKeysParameter(stage: string, shard: number): string {
  return `/mib-shard-${shard}/${stage}/public-keys`;
}

/** The one set of keys of a stage that was deployed by a version before there were two. No function reads it any more. */
export function formerSigningKeysParameter(stage: string): string {
  return `/mib/${stage}/signing-keys`;
}

/** Who verifies with a set, and the parameter from which they read it. */
export interface Verifier {
  readonly title: string;
  readonly place: ParameterPlace;
}

/** Where the private half of a set is stored. */
export function signingPlace(name: KeySetName, { stage, region }: Stage): ParameterPlace {
  return { name: name === 'users' ? userSigningKeysParameter(stage) : serviceSigningKeysParameter(stage), region };
}

/** Everybody who verifies with a set. @param shardRegions the region of each shard, by number */
export function verifiersOf(name: KeySetName, { stage, region }: Stage, shardRegions: readonly string[]): Verifier[] {
  if (name === 'users') return [{ title: 'the API', place: { name: userPublicKeysParameter(stage), region } }];
  return shardRegions.map((shardRegion, n) => ({
    title: `shard ${n}`,
    place: { name: publicKeysParameter(stage, n), region: shardRegion },
  }));
}
