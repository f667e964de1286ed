import { type OpenedWallet, createWallet as route } from '../../lib/api/shard.ts';
import { readEnvironment } from '../../lib/config/environment.ts';
import { shardEnvironment } from '../../lib/config/shard.ts';
import { inCurrency } from '../../lib/domain/currency.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { shardEndpoint } from '../../lib/lambda/http/shard-endpoint.ts';
import { assertCreatedHere } from '../../lib/lambda/http/shard-membership.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { ShardWallets } from '../../lib/store/shard-wallets.ts';

const env = readEnvironment(shardEnvironment);
const shard = { ...env, keys: publicKeys(env.SERVICE_PUBLIC_KEYS_PARAMETER) };
const wallets = new ShardWallets(documents(), env.SHARD_WALLETS_TABLE);

/** POST /api/createwallet: creates a wallet without money. An existing wallet stays as it is. */
export const handler = shardEndpoint(route, shard, async ({ input: { body } }) => {
  assertCreatedHere({ walletId: body.wallet_id, claimed: body.claimed_shard }, env);
  await wallets.createWallet(body.wallet_id, 0n, inCurrency(body.currency));
  return respond(200, { wallet_id: body.wallet_id } satisfies OpenedWallet);
});
