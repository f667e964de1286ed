import { KeySource } from '../auth/key-source.ts';
import { PrivateKeySet, PublicKeySet } from '../auth/keys.ts';
import { ParameterReader } from './parameter-reader.ts';

/** The keys of one set that sign. @param parameter the name of the SecureString that has them; @param parameters who reads it */
export function signingKeys(
  parameter: string,
  parameters: Pick<ParameterReader, 'get'> = new ParameterReader(),
): KeySource<PrivateKeySet> {
  return new KeySource(parameters, parameter, PrivateKeySet);
}

/** The keys of one set that verify. @param parameter the name of the parameter that has them */
export function publicKeys(parameter: string): KeySource<PublicKeySet> {
  return new KeySource(new ParameterReader(), parameter, PublicKeySet);
}
