import { markWallet as route } from '../../lib/api/shard-moves.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { shardEnvironment } from '../../lib/config/shard.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { shardEndpoint } from '../../lib/lambda/http/shard-endpoint.ts';
import { loggedPlace, walletPlaceView } from '../../lib/lambda/http/wallet-place-view.ts';
import { logger } from '../../lib/observability/logger.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { ShardMoves } from '../../lib/store/shard-moves.ts';
import { Statements } from '../../lib/store/statements.ts';

const env = readEnvironment({ ...shardEnvironment, SHARD_ENTRIES_TABLE: required });
const shard = { ...env, keys: publicKeys(env.SERVICE_PUBLIC_KEYS_PARAMETER) };
const db = documents();
const statements = new Statements(db, env.SHARD_ENTRIES_TABLE);
const moves = new ShardMoves(db, env.SHARD_WALLETS_TABLE, statements, env.SHARD_NUMBER);

/** POST /api/markwallet: nothing changes the wallet on this shard any more. */
export const handler = shardEndpoint(route, shard, async ({ input: { body } }) => {
  const { wallet_id, op, to } = body;
  const placed = await moves.mark({ walletId: wallet_id, op, to });
  logger.info('mark of a move', { wallet_id, move: op, ...loggedPlace(placed) });
  return respond(200, walletPlaceView(placed));
});
