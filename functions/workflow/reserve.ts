import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { storedReserve } from '../../lib/domain/timeline.ts';
import { task } from '../../lib/lambda/task.ts';
import { signingKeys } from '../../lib/remote/key-sets.ts';
import { Shards } from '../../lib/remote/shards.ts';
import { ReserveTask, reserveSide } from '../../lib/usecases/reserve-side.ts';

const env = readEnvironment({ SERVICE_SIGNING_KEYS_PARAMETER: required });
const shards = new Shards(requiredShardAddresses(), serviceTokens(signingKeys(env.SERVICE_SIGNING_KEYS_PARAMETER)));

/** Holds one side of a transfer. */
export const handler = task(
  'reserve',
  ReserveTask,
  shards,
  (input, now) => reserveSide(shards, input, now),
  (result, { transaction_id, debit_held }, response) => storedReserve(transaction_id, result, response, debit_held),
);
