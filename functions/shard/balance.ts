import { balance as route, type ShardBalance, statementFields } from '../../lib/api/shard.ts';
import { readEnvironment } from '../../lib/config/environment.ts';
import { shardEnvironment } from '../../lib/config/shard.ts';
import { MibError } from '../../lib/domain/errors.ts';
import { balanceOf } from '../../lib/domain/shard-wallet.ts';
import { frozenIn } from '../../lib/domain/wallet-controls.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { shardEndpoint } from '../../lib/lambda/http/shard-endpoint.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { ShardWallets } from '../../lib/store/shard-wallets.ts';

const env = readEnvironment(shardEnvironment);
const shard = { ...env, keys: publicKeys(env.SERVICE_PUBLIC_KEYS_PARAMETER) };
const wallets = new ShardWallets(documents(), env.SHARD_WALLETS_TABLE);

/** GET /api/balance/{wallet_id} */
export const handler = shardEndpoint(route, shard, async ({ input: { path } }) => {
  const wallet = await wallets.get(path.wallet_id);
  if (!wallet) throw new MibError('no_such_wallet');
  const { balance, available, reserved } = balanceOf(wallet);
  const { controls = {} } = wallet;
  const frozen = frozenIn(controls);
  return respond(200, {
    wallet_id: wallet.walletId,
    ...(wallet.currency !== undefined && { currency: wallet.currency }),
    balance: balance.toString(),
    available: available.toString(),
    reserved: reserved.toString(),
    ...(frozen && { frozen }),
    ...(controls.closedAt !== undefined && { closed_at: controls.closedAt }),
    ...statementFields(wallet),
  } satisfies ShardBalance);
});
