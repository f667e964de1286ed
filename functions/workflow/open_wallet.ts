import * as z from 'zod/mini';
import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { shardTask } from '../../lib/lambda/task.ts';
import { signingKeys } from '../../lib/remote/key-sets.ts';
import { Shards } from '../../lib/remote/shards.ts';

const env = readEnvironment({ SERVICE_SIGNING_KEYS_PARAMETER: required });
const shards = new Shards(requiredShardAddresses(), serviceTokens(signingKeys(env.SERVICE_SIGNING_KEYS_PARAMETER)));

const Task = z.object({ wallet_id: z.string() });

/** Opens a claimed wallet on its shard. No answer is an error, for the state machine to retry. */
export const handler = (task: unknown) =>
  shardTask('open wallet', shards, task, async () => {
    await shards.createWallet(Task.parse(task).wallet_id, Date.now());
    return { opened: true };
  });
