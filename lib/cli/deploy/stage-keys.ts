import { ParameterStore } from '../../remote/parameter-store.ts';
import { createKeys } from '../operator/keys/actions.ts';
import { createAddressKey } from '../operator/keys/address-key.ts';
import { endChangeover } from '../operator/keys/changeover.ts';
import type { KeySetName } from '../operator/keys/parameters.ts';
import { StoredKeys } from '../operator/keys/store.ts';
import type { Layout } from './layout.ts';

/**
 * Creates the keys of the stage if they are missing, and publishes the public ones to every
 * verifier.
 */
export async function ensureKeys(layout: Layout): Promise<void> {
  const { users, services, receipts } = keysOf(layout);
  await createKeys(services, layout.shards, Date.now, { resize: true });
  await createKeys(users, layout.shards, Date.now);
  await createKeys(receipts, layout.shards, Date.now);
  await createAddressKey(new ParameterStore(), layout);
}

/**
 * Ends the changeover of a stage of an older version with a single set of keys. Call it once every
 * function of the stage is of this version.
 * @returns whether a changeover was running
 */
export async function endKeyChangeover(layout: Layout): Promise<boolean> {
  return endChangeover(keysOf(layout), Date.now);
}

function keysOf({ stage, region }: Layout): Record<KeySetName, StoredKeys> {
  const parameters = new ParameterStore();
  const of = (name: KeySetName) => new StoredKeys(parameters, { stage, region }, name);
  return { users: of('users'), services: of('services'), receipts: of('receipts') };
}
