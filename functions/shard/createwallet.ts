import * as z from 'zod';
import { publicKeys } from '../../lib/auth/signing-keys.ts';
import { readEnvironment } from '../../lib/config/environment.ts';
import { shardEnvironment } from '../../lib/config/shard.ts';
import { WalletId } from '../../lib/domain/wallet-id.ts';
import { orchestratorAt } from '../../lib/http/authentication.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { reply } from '../../lib/http/reply.ts';
import { assertOwnWallet } from '../../lib/http/shard-input.ts';
import { documents } from '../../lib/store/documents.ts';
import { ShardWallets } from '../../lib/store/shard-wallets.ts';

const env = readEnvironment(shardEnvironment);
const authenticate = orchestratorAt(env.SHARD_NUMBER, publicKeys(env.PUBLIC_KEYS_PARAMETER));
const wallets = new ShardWallets(documents(), env.SHARD_WALLETS_TABLE);

/** POST /api/createwallet: opens a wallet without money; one that is open stays as it is. */
export const handler = endpoint(
  { authenticate, input: z.object({ body: z.strictObject({ wallet_id: WalletId }) }) },
  async ({ input: { body } }) => {
    assertOwnWallet(body.wallet_id, env);
    await wallets.open(body.wallet_id);
    return reply(200, { wallet_id: body.wallet_id });
  },
);
