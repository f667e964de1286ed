import * as z from 'zod/mini';
import { TransferDeadline } from '../domain/deadline.ts';
import { type ReserveOutcome, reserveOutcome } from '../domain/reserve-outcome.ts';
import { NO_ROOM, ShardBusy, type Shards } from '../remote/shards.ts';

const Task = z.pipe(
  z.object({
    transaction_id: z.string(),
    wallet_id: z.string(),
    amount: z.string(),
    deadline: TransferDeadline,
    debit_held: z.optional(z.boolean()),
  }),
  z.transform((task) => ({
    order: { transactionId: task.transaction_id, walletId: task.wallet_id, amount: task.amount },
    deadline: task.deadline,
    debitHeld: task.debit_held,
  })),
);

/** The wallet has no free place for the hold. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom';
}

/**
 * Holds one side of a transfer. A refusal is a result. Contention is none: it is an error until the deadline, and FAILED after it.
 * @param task what the state machine asks for: transaction_id, wallet_id, amount ("-50", "+50"), deadline; and for a credit debit_held,
 * whether its debit is held already. Without it, as the definition of the version before asks, a credit never waits for its debit.
 * @param now ms since 1970
 * @throws NoRoom, ShardBusy and ShardUnavailable, for the state machine to retry
 */
export async function reserveSide(shards: Shards, task: unknown, now: number): Promise<ReserveOutcome> {
  const { order, deadline, debitHeld } = Task.parse(task);
  const late = now > deadline;
  try {
    const answer = await shards.reserve({ ...order, deadline: String(deadline), debitHeld: debitHeld === true }, now);
    if (answer !== NO_ROOM) return reserveOutcome(answer);
  } catch (error) {
    if (!(error instanceof ShardBusy && late)) throw error;
  }
  if (late) return reserveOutcome('deadline_passed');
  if (debitHeld === false) return { outcome: 'WAITING', note: '' };
  throw new NoRoom(`wallet ${order.walletId} has no room for another transaction in flight`);
}
