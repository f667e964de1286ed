import { type OpenedStatement, openStatement as route } from '../../lib/api/shard-statement.ts';
import { readEnvironment } from '../../lib/config/environment.ts';
import { shardEnvironment } from '../../lib/config/shard.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { shardEndpoint } from '../../lib/lambda/http/shard-endpoint.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { ShardWallets } from '../../lib/store/shard-wallets.ts';

const env = readEnvironment(shardEnvironment);
const shard = { ...env, keys: publicKeys(env.SERVICE_PUBLIC_KEYS_PARAMETER) };
const wallets = new ShardWallets(documents(), env.SHARD_WALLETS_TABLE);

/** POST /api/openstatement */
export const handler = shardEndpoint(route, shard, async ({ input: { body }, now }) => {
  const opened = await wallets.openStatement(body.wallet_id, now);
  return respond(200, {
    wallet_id: body.wallet_id,
    status: opened ? 'opened' : 'already open',
  } satisfies OpenedStatement);
});
