import { addressHash } from '../../auth/address-hash.ts';
import { asError, logger } from '../../observability/logger.ts';
import { ParameterReader } from '../../remote/parameter-reader.ts';
import { networkOf } from './caller-address.ts';

/** After a failed read the next one waits for this time, in ms. */
const READ_AGAIN_AFTER_MS = 60_000;

/** What a log line may say of a caller's address. */
export interface AddressTrail {
  /**
   * @param sourceIp as API Gateway saw it
   * @param now ms since 1970
   * @returns fields for the lines of the request; none if the key cannot be read
   */
  fieldsOf(sourceIp: string, now: number): Promise<Readonly<Record<string, string>>>;
}

/**
 * The trail of a function.
 * @param parameter the name of the SecureString that has the stage's key
 */
export function keyedAddresses(parameter: string): AddressTrail {
  return new KeyedAddresses(new ParameterReader(), parameter);
}

/**
 * Names the address of a caller in log lines, by a hash with the stage's key. An instance reads the
 * key once. A request goes on without the field if it cannot be read: a login does not depend on it.
 */
export class KeyedAddresses implements AddressTrail {
  readonly #parameters: Pick<ParameterReader, 'get'>;
  readonly #parameter: string;
  #reading: Promise<string | undefined> | undefined;
  #failedAt = Number.NEGATIVE_INFINITY;

  /** @param parameter the name of the SecureString that has the key */
  constructor(parameters: Pick<ParameterReader, 'get'>, parameter: string) {
    this.#parameters = parameters;
    this.#parameter = parameter;
  }

  async fieldsOf(sourceIp: string, now: number): Promise<Readonly<Record<string, string>>> {
    const key = await this.#key(now);
    return key === undefined ? {} : { address_hash: addressHash(key, networkOf(sourceIp)) };
  }

  #key(now: number): Promise<string | undefined> {
    if (now - this.#failedAt < READ_AGAIN_AFTER_MS) return Promise.resolve(undefined);
    this.#reading ??= this.#parameters.get(this.#parameter).catch((error: unknown) => {
      logger.warn('addresses not named', { error: asError(error) });
      this.#failedAt = now;
      this.#reading = undefined;
      return undefined;
    });
    return this.#reading;
  }
}
