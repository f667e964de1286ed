import { type Reserved, reserve as route } from '../../lib/api/shard-transactions.ts';
import { readEnvironment } from '../../lib/config/environment.ts';
import { shardEnvironment } from '../../lib/config/shard.ts';
import { inCurrency } from '../../lib/domain/currency.ts';
import { itemIdOf } from '../../lib/domain/stripes.ts';
import { respondToLegs } from '../../lib/lambda/http/legs.ts';
import { shardEndpoint } from '../../lib/lambda/http/shard-endpoint.ts';
import { addLogFields } from '../../lib/observability/log-fields.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { ShardWallets } from '../../lib/store/shard-wallets.ts';

const env = readEnvironment(shardEnvironment);
const shard = { ...env, keys: publicKeys(env.SERVICE_PUBLIC_KEYS_PARAMETER) };
const wallets = new ShardWallets(documents(), env.SHARD_WALLETS_TABLE);

/** POST /api/reserve: holds an amount for a transaction, or several in several wallets. */
export const handler = shardEndpoint(route, shard, async ({ input: { body }, now }) => {
  const { transaction_id: transactionId, deadline } = body;
  const money = inCurrency(body.currency);
  addLogFields({ tx_id: transactionId });
  return respondToLegs(body, async ({ wallet_id, stripe, amount, debit_held: debitHeld, ...held }) => {
    const walletId = itemIdOf({ walletId: wallet_id, stripe });
    const { authorisation, approval } = held;
    const reserve = { transactionId, walletId, amount, deadline, debitHeld, authorisation, approval, ...money };
    await wallets.reserve(reserve, now);
    return { status: 'held' satisfies Reserved['status'] };
  });
});
