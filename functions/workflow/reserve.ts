import * as z from 'zod';
import { signingKeys } from '../../lib/auth/signing-keys.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { type ReserveOutcome, reserveOutcome } from '../../lib/domain/reserve-outcome.ts';
import { Shards } from '../../lib/shards/client.ts';

const env = readEnvironment({ SIGNING_KEYS_PARAMETER: required });
const shards = new Shards(requiredShardAddresses(), signingKeys(env.SIGNING_KEYS_PARAMETER));

const Task = z
  .object({ transaction_id: z.string(), wallet_id: z.string(), amount: z.string(), deadline: z.string() })
  .transform((task) => ({
    transactionId: task.transaction_id,
    walletId: task.wallet_id,
    amount: task.amount,
    deadline: task.deadline,
  }));

/** Holds one side of a transfer. A refusal is a result; no answer is an error, for the state machine to retry. */
export async function handler(event: unknown): Promise<ReserveOutcome> {
  return reserveOutcome(await shards.reserve(Task.parse(event), Date.now()));
}
