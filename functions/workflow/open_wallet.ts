import * as z from 'zod/mini';
import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { task } from '../../lib/lambda/task.ts';
import { signingKeys } from '../../lib/remote/key-sets.ts';
import { Shards } from '../../lib/remote/shards.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { shardInDirectory } from '../../lib/store/shard-in-directory.ts';

const env = readEnvironment({ WALLETS_TABLE: required, SERVICE_SIGNING_KEYS_PARAMETER: required });
const db = documents();
const shards = new Shards(
  requiredShardAddresses(),
  serviceTokens(signingKeys(env.SERVICE_SIGNING_KEYS_PARAMETER)),
  shardInDirectory(db, env.WALLETS_TABLE),
);
const directory = new Directory(db, env.WALLETS_TABLE);

const CreateWalletTask = z.object({ wallet_id: z.string() });

/**
 * Creates a claimed wallet on its shard, in the currency of the claim. A shard that is unavailable is
 * an error, for the state machine to retry.
 */
export const handler = task({
  name: 'open wallet',
  input: CreateWalletTask,
  about: () => ({}),
  run: async ({ wallet_id }, now, isAbout) => {
    const claim = await directory.get(wallet_id);
    // The state machine ends at its next state, whose condition is the claim.
    if (!claim) return { opened: false };
    isAbout(claim.shard);
    await shards.createWallet(claim, now);
    return { opened: true };
  },
});
