import { type Committed, commit as route } from '../../lib/api/shard-transactions.ts';
import { readEnvironment } from '../../lib/config/environment.ts';
import { shardEnvironment } from '../../lib/config/shard.ts';
import { itemIdOf } from '../../lib/domain/stripes.ts';
import { respondToLegs } from '../../lib/lambda/http/legs.ts';
import { shardEndpoint } from '../../lib/lambda/http/shard-endpoint.ts';
import { addLogFields } from '../../lib/observability/log-fields.ts';
import { logger } from '../../lib/observability/logger.ts';
import { putCommitWithoutHold } from '../../lib/observability/metrics.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { ShardWallets } from '../../lib/store/shard-wallets.ts';

const env = readEnvironment(shardEnvironment);
const shard = { ...env, keys: publicKeys(env.SERVICE_PUBLIC_KEYS_PARAMETER) };
const wallets = new ShardWallets(documents(), env.SHARD_WALLETS_TABLE);

/** POST /api/commit: ends a transaction's hold for good, or its holds in several wallets. */
export const handler = shardEndpoint(route, shard, async ({ input: { body }, now }) => {
  const { transaction_id } = body;
  addLogFields({ tx_id: transaction_id });
  return respondToLegs(body, async ({ wallet_id, stripe, amount, held }) => {
    const commit = { walletId: itemIdOf({ walletId: wallet_id, stripe }), transactionId: transaction_id, amount, held };
    const { applied, tombstone } = await wallets.commit(commit, now);
    if (!tombstone) {
      logger.warn('commit without a hold or a tombstone', { wallet_id });
      putCommitWithoutHold();
    }
    return { status: (applied === 'now' ? 'committed' : 'already applied') satisfies Committed['status'] };
  });
});
