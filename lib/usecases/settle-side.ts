import * as z from 'zod/mini';
import { TransferDeadline } from '../domain/deadline.ts';
import { Decision } from '../domain/transfer.ts';
import type { Shards } from '../remote/shards.ts';

const Task = z.object({
  decision: Decision,
  transaction_id: z.string(),
  wallet_id: z.string(),
  deadline: TransferDeadline,
});

/**
 * Ends one side of a transfer, by the stored decision. `first` tells whether it was this call that ended it.
 * @param task what the state machine asks for: decision, transaction_id, wallet_id, deadline
 * @param now ms since 1970
 * @throws ShardUnavailable, for the state machine to retry
 */
export async function settleSide(
  shards: Shards,
  task: unknown,
  now: number,
): Promise<{ settled: true; first: boolean }> {
  const { decision, transaction_id, wallet_id, deadline } = Task.parse(task);
  const first =
    decision === 'COMMIT'
      ? await shards.commit(wallet_id, transaction_id, now)
      : await shards.rollback(wallet_id, transaction_id, String(deadline), now);
  return { settled: true, first };
}
