import * as z from 'zod/mini';
import { TransferDeadline } from '../domain/deadline.ts';
import { type ReserveOutcome, reserveOutcome } from '../domain/reserve-outcome.ts';
import { TxId } from '../domain/transfer.ts';
import { NoRoom, ShardBusy, type Shards } from '../remote/shards.ts';

/** One side of a transfer to hold. */
export const ReserveTask = z.object({
  transaction_id: TxId,
  wallet_id: z.string(),
  /** "-50" or "+50" */
  amount: z.string(),
  deadline: TransferDeadline,
  /**
   * Of a credit: whether its debit is held already. Without it a credit never waits for its debit.
   */
  debit_held: z.optional(z.boolean()),
});
export type ReserveTask = z.infer<typeof ReserveTask>;

/**
 * Holds one side of a transfer. A final error is a result. Contention is an error until the
 * deadline, and FAILED after it.
 * @param now ms since 1970
 * @throws NoRoom, for the state machine to retry
 * @throws ShardUnavailable, of which ShardBusy, for the state machine to retry
 */
export async function reserveSide(shards: Shards, task: ReserveTask, now: number): Promise<ReserveOutcome> {
  const { debit_held, deadline, ...side } = task;
  const body = { ...side, deadline: String(deadline), ...(debit_held && { debit_held }) };
  try {
    return reserveOutcome(await shards.reserve(body, now));
  } catch (error) {
    if (!(error instanceof NoRoom || error instanceof ShardBusy)) throw error;
    if (now > deadline) return reserveOutcome('deadline_passed');
    if (error instanceof NoRoom && debit_held === false) return { outcome: 'WAITING', note: '' };
    throw error;
  }
}
