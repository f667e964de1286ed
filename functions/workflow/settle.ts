import * as z from 'zod';
import { signingKeys } from '../../lib/auth/signing-keys.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { Decision } from '../../lib/domain/transfer.ts';
import { Shards } from '../../lib/shards/client.ts';

const env = readEnvironment({ SIGNING_KEYS_PARAMETER: required });
const shards = new Shards(requiredShardAddresses(), signingKeys(env.SIGNING_KEYS_PARAMETER));

const Task = z.object({
  decision: Decision,
  transaction_id: z.string(),
  wallet_id: z.string(),
  deadline: z.string(),
});

/** Ends one side of a transfer, by the stored decision. No answer is an error, for the state machine to retry. */
export async function handler(event: unknown): Promise<{ settled: true }> {
  const task = Task.parse(event);
  const now = Date.now();
  if (task.decision === 'COMMIT') await shards.commit(task.wallet_id, task.transaction_id, now);
  else await shards.rollback(task.wallet_id, task.transaction_id, task.deadline, now);
  return { settled: true };
}
