import { closeWallet as route } from '../../lib/api/shard-controls.ts';
import { readEnvironment } from '../../lib/config/environment.ts';
import { shardEnvironment } from '../../lib/config/shard.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { shardControlsView } from '../../lib/lambda/http/shard-controls-view.ts';
import { shardEndpoint } from '../../lib/lambda/http/shard-endpoint.ts';
import { logger } from '../../lib/observability/logger.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { ShardControls } from '../../lib/store/shard-controls.ts';

const env = readEnvironment(shardEnvironment);
const shard = { ...env, keys: publicKeys(env.SERVICE_PUBLIC_KEYS_PARAMETER) };
const wallets = new ShardControls(documents(), env.SHARD_WALLETS_TABLE);

/** POST /api/closewallet: closes a wallet without money and holds. Another one stays open. */
export const handler = shardEndpoint(route, shard, async ({ input: { body }, now }) => {
  const { wallet_id, by, version, reason } = body;
  const view = shardControlsView(await wallets.close(wallet_id, { by, version }, now), now);
  const who = { by, ...(reason !== undefined && { reason }) };
  logger.info(view.closed_at === undefined ? 'not closed' : 'closed', { ...who, ...view });
  return respond(200, view);
});
