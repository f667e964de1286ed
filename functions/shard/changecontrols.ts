import { changeControls as route } from '../../lib/api/shard-controls.ts';
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

/** POST /api/controls: freezes a wallet, or limits its debits. The log says who did it, and why. */
export const handler = shardEndpoint(route, shard, async ({ input: { body }, now }) => {
  const { wallet_id, by, version, frozen, reason, minimum_balance, max_payment, max_per_day, approval_above } = body;
  const limits = { minimum: minimum_balance, maxPayment: max_payment, maxPerDay: max_per_day };
  const change = { frozen, reason, ...limits, approvalAbove: approval_above };
  const view = shardControlsView(await wallets.change(wallet_id, { by, change, version }, now), now);
  logger.info('controls changed', { by, ...(reason !== undefined && { reason }), ...view });
  return respond(200, view);
});
