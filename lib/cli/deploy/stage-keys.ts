import { ParameterStore } from '../../remote/parameter-store.ts';
import { createKeys } from '../operator/keys/actions.ts';
import { endChangeover } from '../operator/keys/changeover.ts';
import { StoredKeys } from '../operator/keys/store.ts';
import type { Layout } from './layout.ts';

/** Makes the stage's keys, those of users and those of services, if there are none, and gives everybody who verifies the public ones. */
export async function ensureKeys(layout: Layout): Promise<void> {
  const { users, services } = keysOf(layout);
  await createKeys(services, layout.shards, Date.now);
  await createKeys(users, layout.shards, Date.now);
}

/**
 * After every function of the stage is of this version: ends what a stage from before there were two sets was still granted.
 * @returns whether it was such a stage
 */
export async function endKeyChangeover(layout: Layout): Promise<boolean> {
  return endChangeover(keysOf(layout), Date.now);
}

function keysOf({ stage, region }: Layout): { users: StoredKeys; services: StoredKeys } {
  const parameters = new ParameterStore();
  const of = (name: 'users' | 'services') => new StoredKeys(parameters, { stage, region }, name);
  return { users: of('users'), services: of('services') };
}
