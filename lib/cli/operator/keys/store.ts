import { PublicKeySet } from '../../../auth/keys.ts';
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
import { published, StoredKeySet } from './rotation.ts';

/** The operations of the parameter store that keys need. */
export type Parameters = Pick<ParameterStore, 'read' | 'write' | 'remove'>;

/**
 * One set of keys of a stage. Signers read the private halves from one parameter; each verifier
 * reads the public halves from its own.
 */
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

  /** The stored set with its version, or undefined. */
  async find(): Promise<{ set: StoredKeySet; version: number } | undefined> {
    return this.#read(this.#place);
  }

  /** The single set of a stage that an older version deployed, or undefined. */
  async findFormer(): Promise<StoredKeySet | undefined> {
    return (await this.#read(this.#formerPlace))?.set;
  }

  /** Deletes the single set of an older version. */
  async removeFormer(): Promise<void> {
    await this.#parameters.remove(this.#formerPlace);
  }

  /**
   * @throws ConfigurationError if there is no set, or it does not name the regions of its shards
   */
  async read(): Promise<{ set: StoredKeySet; version: number }> {
    const found = await this.find();
    const { stage, region } = this.#stage;
    if (!found) {
      throw new ConfigurationError([
        `stage "${stage}" has no keys of ${this.name} in ${region}: create them with "keys create"`,
      ]);
    }
    if (this.#verifiers(found.set).length === 0) {
      throw new ConfigurationError([
        `the keys of ${this.name} of stage "${stage}" do not name their shards: run "keys create"`,
      ]);
    }
    return found;
  }

  /**
   * Stores the private halves. Verifiers must have received the set before.
   * @param before the version that was read; 0 if there was none
   * @throws ConfigurationError if another operator has written since
   */
  async write(set: StoredKeySet, before: number): Promise<void> {
    const written = await this.#parameters.write(this.#place, JSON.stringify(set), 'secret');
    if (written === before + 1) return;
    throw new ConfigurationError([
      `another operator changed ${this.#place.name} concurrently, and that change is overwritten: run "keys create" to publish the stored keys to the verifiers`,
    ]);
  }

  /**
   * Gives every verifier the public keys of the set, and no others: those of receipts with the
   * retired ones.
   */
  async publish(set: StoredKeySet): Promise<void> {
    const value = JSON.stringify(published(set));
    for (const { place } of this.#verifiers(set)) {
      if ((await this.#parameters.read(place))?.value === value) continue;
      await this.#parameters.write(place, value, 'public');
    }
  }

  /** The titles of the verifiers that do not have the key. */
  async missingAt(kid: string, set: StoredKeySet): Promise<string[]> {
    const titles = await Promise.all(
      this.#verifiers(set).map(async ({ title, place }) => {
        const stored = await this.#parameters.read(place);
        const has =
          stored !== undefined && PublicKeySet.parse(JSON.parse(stored.value)).keys.some((key) => key.kid === kid);
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
    const stored = await this.#parameters.read(place);
    return stored && { set: StoredKeySet.parse(JSON.parse(stored.value)), version: stored.version };
  }
}
