import { newAddressKey } from '../../../auth/address-hash.ts';
import { addressKeyParameter, type Stage } from './parameters.ts';
import type { Parameters } from './store.ts';

/**
 * Creates the key for hashes of addresses in log lines, unless the stage has one: with another key
 * the lines before and after it cannot be compared.
 * @returns whether it was created
 */
export async function createAddressKey(
  parameters: Pick<Parameters, 'read' | 'write'>,
  { stage, region }: Stage,
): Promise<boolean> {
  const place = { name: addressKeyParameter(stage), region };
  if (await parameters.read(place)) return false;
  await parameters.write(place, newAddressKey(), 'secret');
  return true;
}
