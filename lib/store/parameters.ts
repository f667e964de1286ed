import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

/** Reads parameters of AWS Systems Manager. */
export class Parameters {
  readonly #client = new SSMClient({});

  /** The parameter's value, decrypted. Throws the client's ParameterNotFound. */
  async get(name: string): Promise<string> {
    const { Parameter } = await this.#client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    return Parameter?.Value ?? '';
  }
}
