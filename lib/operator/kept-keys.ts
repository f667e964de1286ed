import { PublicKeySet, publicKeySet } from '../auth/keys.ts';
import { ConfigurationError } from '../config/configuration-error.ts';
import type { KeptParameters, ParameterPlace } from '../store/kept-parameters.ts';
import { KeptKeySet } from './key-rotation.ts';

/** A stage of the system: its name, and the region of its orchestrator. */
export interface Stage {
  readonly stage: string;
  readonly region: string;
}

/** The parameter with the keys that the orchestrator signs with, as serverless.yml names it. */
export function signingKeysParameter(stage: string): string {
  return `/mib/${stage}/signing-keys`;
}

/** The parameter with the keys that a shard verifies with, as serverless.shard.yml names it. */
export function publicKeysParameter(stage: string, shard: number): string {
  return `/mib-shard-${shard}/${stage}/public-keys`;
}

/** The keys of one stage, where they are kept: the orchestrator's with what signs, each shard's without. */
export class KeptKeys {
  readonly #parameters: Pick<KeptParameters, 'read' | 'write'>;
  readonly #stage: Stage;
  readonly #place: ParameterPlace;

  constructor(parameters: Pick<KeptParameters, 'read' | 'write'>, stage: Stage) {
    this.#parameters = parameters;
    this.#stage = stage;
    this.#place = { name: signingKeysParameter(stage.stage), region: stage.region };
  }

  /** The orchestrator's set with its version, if there is one. */
  async find(): Promise<{ set: KeptKeySet; version: number } | undefined> {
    const kept = await this.#parameters.read(this.#place);
    return kept && { set: KeptKeySet.parse(JSON.parse(kept.value)), version: kept.version };
  }

  /** @throws ConfigurationError if there is none, or nobody has said where its shards are */
  async read(): Promise<{ set: KeptKeySet; version: number }> {
    const found = await this.find();
    const { stage, region } = this.#stage;
    if (!found) throw new ConfigurationError([`stage "${stage}" has no keys in ${region}: "keys create" makes them`]);
    if (found.set.shard_regions.length === 0) {
      throw new ConfigurationError([`the keys of "${stage}" do not say for which shards they are: "keys create" does`]);
    }
    return found;
  }

  /**
   * Keeps the orchestrator's set.
   * @param before the version that was read; 0 if there was none
   * @throws ConfigurationError if somebody else has written since
   */
  async write(set: KeptKeySet, before: number): Promise<void> {
    const written = await this.#parameters.write(this.#place, JSON.stringify(set), 'secret');
    if (written === before + 1) return;
    throw new ConfigurationError([
      `somebody else has changed ${this.#place.name} in the same moment, and that is overwritten: "keys create" gives the shards what is there now`,
    ]);
  }

  /** Gives every shard the public keys of the set, and no others, in the order of their numbers. */
  async giveToShards(set: KeptKeySet): Promise<void> {
    const value = JSON.stringify(publicKeySet(set));
    for (const [shard, region] of set.shard_regions.entries()) {
      const place = { name: publicKeysParameter(this.#stage.stage, shard), region };
      if ((await this.#parameters.read(place))?.value === value) continue;
      await this.#parameters.write(place, value, 'public');
    }
  }

  /** The numbers of the shards that do not have the key. */
  async shardsWithout(kid: string, { shard_regions }: KeptKeySet): Promise<number[]> {
    const have = await Promise.all(
      shard_regions.map(async (region, shard) => {
        const kept = await this.#parameters.read({ name: publicKeysParameter(this.#stage.stage, shard), region });
        return kept !== undefined && PublicKeySet.parse(JSON.parse(kept.value)).keys.some((key) => key.kid === kid);
      }),
    );
    return [...have.keys()].filter((shard) => !have[shard]);
  }
}
