import { type OpenedWallet, createWallet as route } from '../../lib/api/shard.ts';
import { publicKeys } from '../../lib/auth/signing-keys.ts';
import { readEnvironment } from '../../lib/config/environment.ts';
import { shardEnvironment } from '../../lib/config/shard.ts';
import { orchestratorAt } from '../../lib/http/authentication.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { assertOwnWallet } from '../../lib/http/own-wallet.ts';
import { reply } from '../../lib/http/reply.ts';
import { documents } from '../../lib/store/documents.ts';
import { ShardWallets } from '../../lib/store/shard-wallets.ts';

const env = readEnvironment(shardEnvironment);
const authenticate = orchestratorAt(env.SHARD_NUMBER, publicKeys(env.PUBLIC_KEYS_PARAMETER));
const wallets = new ShardWallets(documents(), env.SHARD_WALLETS_TABLE);

/** POST /api/createwallet: opens a wallet without money; one that is open stays as it is. */
export const handler = endpoint(route, authenticate, async ({ input: { body } }) => {
  assertOwnWallet(body.wallet_id, env);
  await wallets.open(body.wallet_id);
  return reply(200, { wallet_id: body.wallet_id } satisfies OpenedWallet);
});
