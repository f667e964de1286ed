import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { signingKeys } from '../../lib/auth/signing-keys.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { Shards } from '../../lib/shards/client.ts';
import { settleSide } from '../../lib/usecases/settle-side.ts';

const env = readEnvironment({ SIGNING_KEYS_PARAMETER: required });
const shards = new Shards(requiredShardAddresses(), serviceTokens(signingKeys(env.SIGNING_KEYS_PARAMETER)));

/** Ends one side of a transfer, by the stored decision. */
export const handler = (task: unknown) => settleSide(shards, task, Date.now());
