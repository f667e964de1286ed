import * as z from 'zod/mini';
import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { initiationOf, Status, TxId } from '../../lib/domain/transfer.ts';
import { shardTask } from '../../lib/lambda/task.ts';
import { putTransfer } from '../../lib/observability/metrics.ts';
import { signingKeys } from '../../lib/remote/key-sets.ts';
import { Shards } from '../../lib/remote/shards.ts';
import { settleSide } from '../../lib/usecases/settle-side.ts';

const env = readEnvironment({ SERVICE_SIGNING_KEYS_PARAMETER: required });
const shards = new Shards(requiredShardAddresses(), serviceTokens(signingKeys(env.SERVICE_SIGNING_KEYS_PARAMETER)));

/** The task for the payer's side also says what the transfer comes to. */
const PayerSide = z.object({ side: z.literal('debit'), transaction_id: TxId, outcome: Status });

/** Ends one side of a transfer, by the stored decision. */
export const handler = (task: unknown) =>
  shardTask('settle', shards, task, async () => {
    const settled = await settleSide(shards, task, Date.now());
    if (settled.first) countTransfer(task);
    return settled;
  });

/** Once for each transfer: by its payer's side alone. A task that does not say enough is not worth failing for. */
function countTransfer(task: unknown): void {
  const payer = PayerSide.safeParse(task).data;
  if (payer) putTransfer(payer.outcome, Date.now() - initiationOf(payer.transaction_id));
}
