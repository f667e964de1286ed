import { PublicKeySet, publicKeySet } from '../../../auth/keys.ts';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import type { ParameterPlace, ParameterStore } from '../../../remote/parameter-store.ts';
import {
  formerSigningKeysParameter,
  type KeySetName,
  type Stage,
  signingPlace,
  type Verifier,
  verifiersOf,
} from './parameters.ts';
import { StoredKeySet } from './rotation.ts';

/** What operators do with parameters. */
export type Parameters = Pick<ParameterStore, 'read' | 'write' | 'remove'>;

/** One set of keys of a stage: the private half where those who sign read it, the public half where those who verify do. */
export class StoredKeys {
  readonly name: KeySetName;
  readonly #parameters: Parameters;
  readonly #stage: Stage;
  readonly #place: ParameterPlace;

  constructor(parameters: Parameters, stage: Stage, name: KeySetName) {
    this.name = name;
    this.#parameters = parameters;
    this.#stage = stage;
    this.#place = signingPlace(name, stage);
  }

  /** The set with its version, if there is one. */
  async find(): Promise<{ set: StoredKeySet; version: number } | undefined> {
    return this.#read(this.#place);
  }

  /** The one set of a stage that was deployed by a version before there were two, if it is stored. */
  async findFormer(): Promise<StoredKeySet | undefined> {
    return (await this.#read(this.#formerPlace))?.set;
  }

  /** Forgets the one set of the version before. */
  async removeFormer(): Promise<void> {
    await this.#parameters.remove(this.#formerPlace);
  }

  /** @throws ConfigurationError if there is none, or nobody has said where its shards are */
  async read(): Promise<{ set: StoredKeySet; version: number }> {
    const found = await this.find();
    const { stage, region } = this.#stage;
    if (!found) {
      throw new ConfigurationError([
        `stage "${stage}" has no keys of ${this.name} in ${region}: "keys create" makes them`,
      ]);
    }
    if (this.#verifiers(found.set).length === 0) {
      throw new ConfigurationError([`the keys of "${stage}" do not say for which shards they are: "keys create" does`]);
    }
    return found;
  }

  /**
   * Stores the private half. Those who verify have to have been given the set before.
   * @param before the version that was read; 0 if there was none
   * @throws ConfigurationError if somebody else has written since
   */
  async write(set: StoredKeySet, before: number): Promise<void> {
    const written = await this.#parameters.write(this.#place, JSON.stringify(set), 'secret');
    if (written === before + 1) return;
    throw new ConfigurationError([
      `somebody else has changed ${this.#place.name} in the same moment, and that is overwritten: "keys create" gives those who verify what is there now`,
    ]);
  }

  /** Gives everybody who verifies the public keys of the set, and no others. */
  async publish(set: StoredKeySet): Promise<void> {
    const value = JSON.stringify(publicKeySet(set));
    for (const { place } of this.#verifiers(set)) {
      if ((await this.#parameters.read(place))?.value === value) continue;
      await this.#parameters.write(place, value, 'public');
    }
  }

  /** Who verifies and does not have the key. */
  async missingAt(kid: string, set: StoredKeySet): Promise<string[]> {
    const titles = await Promise.all(
      this.#verifiers(set).map(async ({ title, place }) => {
        const kept = await this.#parameters.read(place);
        const has =
          kept !== undefined && PublicKeySet.parse(JSON.parse(kept.value)).keys.some((key) => key.kid === kid);
        return has ? [] : [title];
      }),
    );
    return titles.flat();
  }

  #verifiers(set: StoredKeySet): Verifier[] {
    return verifiersOf(this.name, this.#stage, set.shard_regions);
  }

  get #formerPlace(): ParameterPlace {
    return { name: formerSigningKeysParameter(this.#stage.stage), region: this.#stage.region };
  }

  async #read(place: ParameterPlace): Promise<{ set: StoredKeySet; version: number } | undefined> {
    const kept = await this.#parameters.read(place);
    return kept && { set: StoredKeySet.parse(JSON.parse(kept.value)), version: kept.version };
  }
}
