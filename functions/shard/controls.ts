import { controls as route } from '../../lib/api/shard-controls.ts';
import { readEnvironment } from '../../lib/config/environment.ts';
import { shardEnvironment } from '../../lib/config/shard.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { shardControlsView } from '../../lib/lambda/http/shard-controls-view.ts';
import { shardEndpoint } from '../../lib/lambda/http/shard-endpoint.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { ShardControls } from '../../lib/store/shard-controls.ts';

const env = readEnvironment(shardEnvironment);
const shard = { ...env, keys: publicKeys(env.SERVICE_PUBLIC_KEYS_PARAMETER) };
const wallets = new ShardControls(documents(), env.SHARD_WALLETS_TABLE);

/** GET /api/controls/{wallet_id} */
export const handler = shardEndpoint(route, shard, async ({ input: { path }, now }) =>
  respond(200, shardControlsView(await wallets.get(path.wallet_id), now)),
);
