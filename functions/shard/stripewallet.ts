import { stripeWallet as route, type StripedWallet } from '../../lib/api/shard-stripes.ts';
import { readEnvironment } from '../../lib/config/environment.ts';
import { shardEnvironment } from '../../lib/config/shard.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { shardEndpoint } from '../../lib/lambda/http/shard-endpoint.ts';
import { logger } from '../../lib/observability/logger.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { ShardStripes } from '../../lib/store/shard-stripes.ts';

const env = readEnvironment(shardEnvironment);
const shard = { ...env, keys: publicKeys(env.SERVICE_PUBLIC_KEYS_PARAMETER) };
const wallets = new ShardStripes(documents(), env.SHARD_WALLETS_TABLE);

/** POST /api/stripewallet: gives a wallet stripes. It keeps those that it has. */
export const handler = shardEndpoint(route, shard, async ({ input: { body } }) => {
  const { wallet_id } = body;
  const { stripes = 0 } = await wallets.make(wallet_id, body.stripes);
  logger.info('stripes', { wallet_id, asked: body.stripes, stripes });
  return respond(200, { wallet_id, stripes } satisfies StripedWallet);
});
