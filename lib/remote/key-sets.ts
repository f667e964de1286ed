import { KeySource } from '../auth/key-source.ts';
import { PrivateKeySet, PublicKeySet } from '../auth/keys.ts';
import { ParameterReader } from './parameter-reader.ts';

/**
 * The signing keys of one set.
 * @param parameter the name of the SecureString that has them
 * @param parameters reads it
 */
export function signingKeys(
  parameter: string,
  parameters: Pick<ParameterReader, 'get'> = new ParameterReader(),
): KeySource<PrivateKeySet> {
  return new KeySource(parameters, parameter, PrivateKeySet);
}

/**
 * The public keys of one set.
 * @param parameter the name of the parameter that has them
 */
export function publicKeys(parameter: string): KeySource<PublicKeySet> {
  return new KeySource(new ParameterReader(), parameter, PublicKeySet);
}
