import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { storedSettle } from '../../lib/domain/timeline.ts';
import { initiationOf, Status } from '../../lib/domain/transfer.ts';
import { task } from '../../lib/lambda/task.ts';
import { putTransfer } from '../../lib/observability/metrics.ts';
import { signingKeys } from '../../lib/remote/key-sets.ts';
import { Shards } from '../../lib/remote/shards.ts';
import { SettleTask, settleSide } from '../../lib/usecases/settle-side.ts';

const env = readEnvironment({ SERVICE_SIGNING_KEYS_PARAMETER: required });
const shards = new Shards(requiredShardAddresses(), serviceTokens(signingKeys(env.SERVICE_SIGNING_KEYS_PARAMETER)));

/** Settles one side of a transfer, by the stored decision. */
export const handler = task(
  'settle',
  SettleTask,
  shards,
  async (input, now) => {
    const settled = await settleSide(shards, input, now);
    if (settled.first) countTransfer(input);
    return settled;
  },
  (settled, { transaction_id }, response) => storedSettle(transaction_id, settled, response),
);

/** Once for each transfer: by its payer's side alone. */
function countTransfer({ side, transaction_id, outcome }: SettleTask): void {
  const status = Status.safeParse(outcome).data;
  if (side === 'debit' && status) putTransfer(status, Date.now() - initiationOf(transaction_id));
}
