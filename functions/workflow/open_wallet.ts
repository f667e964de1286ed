import * as z from 'zod/mini';
import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { shardOf } from '../../lib/domain/wallet-id.ts';
import { task } from '../../lib/lambda/task.ts';
import { signingKeys } from '../../lib/remote/key-sets.ts';
import { Shards } from '../../lib/remote/shards.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';

const env = readEnvironment({ WALLETS_TABLE: required, SERVICE_SIGNING_KEYS_PARAMETER: required });
const shards = new Shards(requiredShardAddresses(), serviceTokens(signingKeys(env.SERVICE_SIGNING_KEYS_PARAMETER)));
const directory = new Directory(documents(), env.WALLETS_TABLE);

const CreateWalletTask = z.object({ wallet_id: z.string() });

/**
 * Creates a claimed wallet on its shard, in the currency of the claim. A shard that is unavailable is
 * an error, for the state machine to retry.
 */
export const handler = task({
  name: 'open wallet',
  input: CreateWalletTask,
  about: ({ wallet_id }) => ({ shard: shardOf(wallet_id, shards.count) }),
  run: async ({ wallet_id }, now) => {
    const claim = await directory.get(wallet_id);
    // The state machine ends at its next state, whose condition is the claim.
    if (!claim) return { opened: false };
    await shards.createWallet(wallet_id, claim, now);
    return { opened: true };
  },
});
