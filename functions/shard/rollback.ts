import { type RolledBack, rollback as route } from '../../lib/api/shard.ts';
import { readEnvironment } from '../../lib/config/environment.ts';
import { shardEnvironment } from '../../lib/config/shard.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { shardEndpoint } from '../../lib/lambda/http/shard-endpoint.ts';
import { addLogFields } from '../../lib/observability/log-fields.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { ShardWallets } from '../../lib/store/shard-wallets.ts';

const env = readEnvironment(shardEnvironment);
const shard = { ...env, keys: publicKeys(env.SERVICE_PUBLIC_KEYS_PARAMETER) };
const wallets = new ShardWallets(documents(), env.SHARD_WALLETS_TABLE);

/**
 * POST /api/rollback: ends a transaction's hold and gives a debit back. Without a hold it leaves a
 * tombstone, which keeps a late reserve out.
 */
export const handler = shardEndpoint(route, shard, async ({ input: { body }, now }) => {
  addLogFields({ tx_id: body.transaction_id });
  const { applied } = await wallets.rollback(body.wallet_id, body.transaction_id, body.deadline, now);
  const status = applied === 'now' ? 'rolled back' : 'already applied';
  return respond(200, { transaction_id: body.transaction_id, wallet_id: body.wallet_id, status } satisfies RolledBack);
});
