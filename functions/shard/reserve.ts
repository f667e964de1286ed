import * as z from 'zod';
import { publicKeys } from '../../lib/auth/signing-keys.ts';
import { readEnvironment } from '../../lib/config/environment.ts';
import { shardEnvironment } from '../../lib/config/shard.ts';
import { SignedAmount } from '../../lib/domain/amount.ts';
import { Deadline } from '../../lib/domain/deadline.ts';
import { WalletId } from '../../lib/domain/wallet-id.ts';
import { orchestratorAt } from '../../lib/http/authentication.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { reply } from '../../lib/http/reply.ts';
import { assertOwnWallet, TransactionId } from '../../lib/http/shard-input.ts';
import { addLogFields } from '../../lib/observe/log-fields.ts';
import { documents } from '../../lib/store/documents.ts';
import { ShardWallets } from '../../lib/store/shard-wallets.ts';

const env = readEnvironment(shardEnvironment);
const authenticate = orchestratorAt(env.SHARD_NUMBER, publicKeys(env.PUBLIC_KEYS_PARAMETER));
const wallets = new ShardWallets(documents(), env.SHARD_WALLETS_TABLE);

const Body = z
  .strictObject({ transaction_id: TransactionId, wallet_id: WalletId, amount: SignedAmount, deadline: Deadline })
  .transform((body) => ({
    transactionId: body.transaction_id,
    walletId: body.wallet_id,
    amount: body.amount,
    deadline: body.deadline,
  }));

/** POST /api/reserve: holds an amount for a transaction. */
export const handler = endpoint({ authenticate, input: z.object({ body: Body }) }, async ({ input: { body }, now }) => {
  addLogFields({ tx_id: body.transactionId });
  assertOwnWallet(body.walletId, env);
  await wallets.reserve(body, now);
  return reply(200, { transaction_id: body.transactionId, wallet_id: body.walletId, status: 'held' });
});
