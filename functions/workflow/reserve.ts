import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { isOneSide, reserveOneSide } from '../../lib/lambda/one-side.ts';
import { reportFailures } from '../../lib/lambda/shard-failures.ts';
import { task } from '../../lib/lambda/task.ts';
import { signingKeys } from '../../lib/remote/key-sets.ts';
import { LegShards } from '../../lib/remote/leg-shards.ts';
import { documents } from '../../lib/store/documents.ts';
import { Refunds } from '../../lib/store/journal/refunds.ts';
import { shardInDirectory } from '../../lib/store/shard-in-directory.ts';
import { ReserveTask, reserveTransfer } from '../../lib/usecases/reserve.ts';

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
const refunds = new Refunds(db, env.JOURNAL_TABLE);

const reserveLegs = task({
  name: 'reserve',
  input: ReserveTask,
  about: ({ item }) => ({ tx_id: item.txId }),
  run: (input) => reserveTransfer({ shards, refunds }, input, Date.now, (legs) => reportFailures('reserve', legs)),
  logged: ({ outcome, note }) => ({ outcome, note }),
});
const reserveSide = reserveOneSide(shards);

/** Holds all legs of a transfer. */
export const handler = (event: unknown) => (isOneSide(event) ? reserveSide(event) : reserveLegs(event));
