import {
  DeleteParameterCommand,
  GetParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';

/** A parameter of AWS Systems Manager, by its name and its region. */
export interface ParameterPlace {
  readonly name: string;
  readonly region: string;
}

/** A parameter's value and its version, counted from 1. */
export interface StoredParameter {
  readonly value: string;
  readonly version: number;
}

/**
 * Reads and writes parameters in any region, with the rights of an operator. Functions only read,
 * with ParameterReader.
 */
export class ParameterStore {
  readonly #clients = new Map<string, SSMClient>();

  /** The current value, decrypted; undefined if there is no such parameter. */
  async read({ name, region }: ParameterPlace): Promise<StoredParameter | undefined> {
    try {
      const command = new GetParameterCommand({ Name: name, WithDecryption: true });
      const { Parameter } = await this.#client(region).send(command);
      return { value: Parameter?.Value ?? '', version: Parameter?.Version ?? 0 };
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  }

  /**
   * Creates the parameter or overwrites it. If the SDK repeats a write because its response was
   * lost, there are two versions with one value. The first of them is returned, so that the caller
   * does not take its own write for a concurrent one.
   * @param kind a secret is encrypted with the account's own key for parameters
   * @returns the version that was written
   */
  async write({ name, region }: ParameterPlace, value: string, kind: 'secret' | 'public'): Promise<number> {
    const Type = kind === 'secret' ? 'SecureString' : 'String';
    // The published keys of receipts outgrow the 4 KB of a standard parameter after 24 rotations.
    const Tier = 'Intelligent-Tiering';
    const command = new PutParameterCommand({ Name: name, Value: value, Type, Overwrite: true, Tier });
    const { Version = 0, $metadata } = await this.#client(region).send(command);
    let first = Version;
    for (let repeated = 1; repeated < ($metadata.attempts ?? 1); repeated++) {
      const before = await this.read({ name: `${name}:${first - 1}`, region });
      if (before?.value !== value) break;
      first -= 1;
    }
    return first;
  }

  /** Deletes the parameter if it exists. */
  async remove({ name, region }: ParameterPlace): Promise<void> {
    try {
      await this.#client(region).send(new DeleteParameterCommand({ Name: name }));
    } catch (error) {
      if (!(error instanceof ParameterNotFound)) throw error;
    }
  }

  #client(region: string): SSMClient {
    const client = this.#clients.get(region) ?? new SSMClient({ region });
    this.#clients.set(region, client);
    return client;
  }
}
