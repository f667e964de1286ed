import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { initiationOf } from '../../lib/domain/transfer.ts';
import { isOneSide, settleOneSide } from '../../lib/lambda/one-side.ts';
import { reportFailures } from '../../lib/lambda/shard-failures.ts';
import { task } from '../../lib/lambda/task.ts';
import { putTransfer } from '../../lib/observability/metrics.ts';
import { signingKeys } from '../../lib/remote/key-sets.ts';
import { LegShards } from '../../lib/remote/leg-shards.ts';
import type { SettledLeg } from '../../lib/remote/shard-legs.ts';
import { documents } from '../../lib/store/documents.ts';
import { Journal } from '../../lib/store/journal/journal.ts';
import { Refunds } from '../../lib/store/journal/refunds.ts';
import { shardInDirectory } from '../../lib/store/shard-in-directory.ts';
import { SettleTask, settleTransfer } from '../../lib/usecases/settle.ts';

const env = readEnvironment({
  JOURNAL_TABLE: required,
  WALLETS_TABLE: required,
  SERVICE_SIGNING_KEYS_PARAMETER: required,
});
const db = documents();
const shards = new LegShards(
  requiredShardAddresses(),
  serviceTokens(signingKeys(env.SERVICE_SIGNING_KEYS_PARAMETER)),
  shardInDirectory(db, env.WALLETS_TABLE),
);
const journal = new Journal(db, env.JOURNAL_TABLE);
const refunds = new Refunds(db, env.JOURNAL_TABLE);

const settleLegs = task({
  name: 'settle',
  input: SettleTask,
  about: ({ item }) => ({ tx_id: item.transfer.txId }),
  run: (input) => settleTransfer({ shards, journal, refunds }, input, Date.now, (legs) => report(input, legs)),
  logged: (legs) => ({ settled: legs.length }),
});
const settleSide = settleOneSide(shards);

/** Settles all legs of a transfer, by the stored decision, and puts the rows of its payees. */
export const handler = (event: unknown) => (isOneSide(event) ? settleSide(event) : settleLegs(event));

/**
 * Counts the transfer once, whatever a retry finds: when its debit is settled. Its other legs may not
 * be yet.
 */
function report({ item: { transfer, outcome } }: SettleTask, legs: readonly SettledLeg[]): void {
  const [debit] = legs;
  if (debit && !debit.error && debit.result.first && outcome)
    putTransfer(outcome, Date.now() - initiationOf(transfer.txId));
  reportFailures('settle', legs);
}
