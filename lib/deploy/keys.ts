import { KeptKeys } from '../operator/kept-keys.ts';
import { createKeys } from '../operator/keys.ts';
import { KeptParameters } from '../store/kept-parameters.ts';
import type { Layout } from './layout.ts';

/** Makes the stage's signing key if there is none, and gives every shard the public ones. */
export async function ensureKeys({ stage, region, shards }: Layout): Promise<void> {
  await createKeys(new KeptKeys(new KeptParameters(), { stage, region }), shards, Date.now);
}
