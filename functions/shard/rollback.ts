import { type RolledBack, rollback as route } from '../../lib/api/shard-transactions.ts';
import { readEnvironment } from '../../lib/config/environment.ts';
import { shardEnvironment } from '../../lib/config/shard.ts';
import { itemIdOf } from '../../lib/domain/stripes.ts';
import { respondToLegs } from '../../lib/lambda/http/legs.ts';
import { shardEndpoint } from '../../lib/lambda/http/shard-endpoint.ts';
import { addLogFields } from '../../lib/observability/log-fields.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { ShardWallets } from '../../lib/store/shard-wallets.ts';

const env = readEnvironment(shardEnvironment);
const shard = { ...env, keys: publicKeys(env.SERVICE_PUBLIC_KEYS_PARAMETER) };
const wallets = new ShardWallets(documents(), env.SHARD_WALLETS_TABLE);

/**
 * POST /api/rollback: ends a transaction's hold and gives a debit back, or its holds in several
 * wallets. Without a hold it leaves a tombstone, which keeps a late reserve out. Without a wallet it
 * leaves a fence, and says so.
 */
export const handler = shardEndpoint(route, shard, async ({ input: { body }, now }) => {
  const { transaction_id, deadline } = body;
  addLogFields({ tx_id: transaction_id });
  return respondToLegs(body, async ({ wallet_id: walletId, stripe, fence }) => {
    const itemId = itemIdOf({ walletId, stripe });
    const { applied, absent } = await wallets.rollback(itemId, transaction_id, deadline, now, { fence });
    const status = (applied === 'now' ? 'rolled back' : 'already applied') satisfies RolledBack['status'];
    return { status, ...(absent && { absent }) };
  });
});
