import * as z from 'zod/mini';
import { TransferDeadline } from '../domain/deadline.ts';
import { type ReserveOutcome, reserveOutcome } from '../domain/reserve-outcome.ts';
import type { Shards } from '../shards/client.ts';

const Task = z.pipe(
  z.object({ transaction_id: z.string(), wallet_id: z.string(), amount: z.string(), deadline: TransferDeadline }),
  z.transform((task) => ({
    transactionId: task.transaction_id,
    walletId: task.wallet_id,
    amount: task.amount,
    deadline: String(task.deadline),
  })),
);

/**
 * Holds one side of a transfer. A refusal is a result.
 * @param task what the state machine asks for: transaction_id, wallet_id, amount ("-50", "+50"), deadline
 * @param now ms since 1970
 * @throws ShardUnavailable, for the state machine to retry
 */
export async function reserveSide(shards: Shards, task: unknown, now: number): Promise<ReserveOutcome> {
  return reserveOutcome(await shards.reserve(Task.parse(task), now));
}
