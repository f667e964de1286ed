import * as z from 'zod';
import { SignedAmount } from '../../../lib/domain/amount.ts';
import { Deadline } from '../../../lib/domain/deadline.ts';
import { problem } from '../../../lib/lambda/http/problem.ts';
import { type Response, respond } from '../../../lib/lambda/http/response.ts';
import type { ShardWallets } from '../../../lib/store/shard-wallets.ts';

const Body = z.object({
  transaction_id: z.string(),
  wallet_id: z.string(),
  amount: z._default(SignedAmount, 0n),
  deadline: z._default(Deadline, 0),
  debit_held: z.optional(z.boolean()),
});

/**
 * One shard's API with the real rules, but without tokens. Signing is real work on other threads,
 * so that its order would not be determined by the schedule.
 * @param now the reading of the clock of the function that handles this request
 */
export async function handleAtShard(
  wallets: ShardWallets,
  path: string,
  body: unknown,
  now: number,
): Promise<Response> {
  const { transaction_id, wallet_id, amount, deadline, debit_held: debitHeld } = Body.parse(body);
  try {
    switch (path) {
      case '/api/reserve':
        await wallets.reserve({ transactionId: transaction_id, walletId: wallet_id, amount, deadline, debitHeld }, now);
        return respond(200, {});
      case '/api/commit':
        await wallets.commit(wallet_id, transaction_id, now);
        return respond(200, {});
      case '/api/rollback':
        await wallets.rollback(wallet_id, transaction_id, deadline, now);
        return respond(200, {});
      default:
        return respond(404, { code: 'route_not_found' });
    }
  } catch (error) {
    return problem(error);
  }
}
