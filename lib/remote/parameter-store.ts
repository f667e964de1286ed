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

/** What a parameter has held since its `version` was written; versions count from 1. */
export interface StoredParameter {
  readonly value: string;
  readonly version: number;
}

/** Reads and writes parameters in whatever regions, with the rights of an operator. Functions only read theirs. */
export class ParameterStore {
  readonly #clients = new Map<string, SSMClient>();

  /** What the parameter holds now, decrypted; undefined if there is none. */
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
   * Makes the parameter or overwrites it. A write that the SDK repeats because its reply was lost is two versions of one value; the
   * first of them is told, so that the caller does not take its own write for somebody else's.
   * @param kind what it is kept as: a secret is encrypted with the account's own key for parameters
   * @returns the version that has been written
   */
  async write({ name, region }: ParameterPlace, value: string, kind: 'secret' | 'public'): Promise<number> {
    const Type = kind === 'secret' ? 'SecureString' : 'String';
    const command = new PutParameterCommand({ Name: name, Value: value, Type, Overwrite: true });
    const { Version = 0, $metadata } = await this.#client(region).send(command);
    let first = Version;
    for (let repeated = 1; repeated < ($metadata.attempts ?? 1); repeated++) {
      const before = await this.read({ name: `${name}:${first - 1}`, region });
      if (before?.value !== value) break;
      first -= 1;
    }
    return first;
  }

  /** Deletes the parameter if there is one. */
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
