import * as z from 'zod/mini';
import { TransferDeadline } from '../domain/deadline.ts';
import { Decision, TxId } from '../domain/transfer.ts';
import type { Shards } from '../remote/shards.ts';

/** One side of a transfer to settle. */
export const SettleTask = z.object({
  decision: Decision,
  transaction_id: TxId,
  wallet_id: z.string(),
  deadline: TransferDeadline,
  // The last two are for metrics alone: no text in them keeps money from being settled.
  side: z.optional(z.string()),
  /** The final status of the transfer. */
  outcome: z.optional(z.string()),
});
export type SettleTask = z.infer<typeof SettleTask>;

/**
 * Settles one side of a transfer, by the stored decision.
 * @param now ms since 1970
 * @returns `first`: whether this call settled it, not one before
 * @throws ShardUnavailable, for the state machine to retry
 */
export async function settleSide(
  shards: Shards,
  task: Pick<SettleTask, 'decision' | 'transaction_id' | 'wallet_id' | 'deadline'>,
  now: number,
): Promise<{ settled: true; first: boolean }> {
  const { decision, transaction_id, wallet_id, deadline } = task;
  const hold = { transaction_id, wallet_id };
  const first =
    decision === 'COMMIT'
      ? await shards.commit(hold, now)
      : await shards.rollback({ ...hold, deadline: String(deadline) }, now);
  return { settled: true, first };
}
