import type { ParameterPlace } from '../../../remote/parameter-store.ts';

/**
 * The sets of keys: `users` signs users' tokens, `services` signs the tokens for calls to shards,
 * `receipts` signs what outsiders verify: receipts and the roots of the audit.
 */
export const KEY_SETS = ['users', 'services', 'receipts'] as const;
export type KeySetName = (typeof KEY_SETS)[number];

/** A stage: its name, and the region of its orchestrator. */
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

/** The parameter with the keys that sign receipts, as serverless.yml names it. */
export function receiptSigningKeysParameter(stage: string): string {
  return `/mib/${stage}/receipt-signing-keys`;
}

/** The parameter with the keys that everybody verifies receipts with, as serverless.yml names it. */
export function receiptPublicKeysParameter(stage: string): string {
  return `/mib/${stage}/receipt-public-keys`;
}

/** The parameter with the key for hashes of addresses in log lines, as serverless.yml names it. */
export function addressKeyParameter(stage: string): string {
  return `/mib/${stage}/address-key`;
}

/** The parameter with the single set of keys of an older version. No function reads it. */
export function formerSigningKeysParameter(stage: string): string {
  return `/mib/${stage}/signing-keys`;
}

/** A verifier of a set, and the parameter from which it reads the public keys. */
export interface Verifier {
  readonly title: string;
  readonly place: ParameterPlace;
}

const SIGNING: Record<KeySetName, (stage: string) => string> = {
  users: userSigningKeysParameter,
  services: serviceSigningKeysParameter,
  receipts: receiptSigningKeysParameter,
};

/** The parameter with the private halves of a set. */
export function signingPlace(name: KeySetName, { stage, region }: Stage): ParameterPlace {
  return { name: SIGNING[name](stage), region };
}

/**
 * Every verifier of a set.
 * @param shardRegions the region of each shard, by number
 */
export function verifiersOf(name: KeySetName, { stage, region }: Stage, shardRegions: readonly string[]): Verifier[] {
  if (name === 'users') return [{ title: 'the API', place: { name: userPublicKeysParameter(stage), region } }];
  if (name === 'receipts')
    return [{ title: 'the published keys', place: { name: receiptPublicKeysParameter(stage), region } }];
  return shardRegions.map((shardRegion, n) => ({
    title: `shard ${n}`,
    place: { name: publicKeysParameter(stage, n), region: shardRegion },
  }));
}
