import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { reportFailures } from '../../lib/lambda/shard-failures.ts';
import { task } from '../../lib/lambda/task.ts';
import { signingKeys } from '../../lib/remote/key-sets.ts';
import { LegShards } from '../../lib/remote/leg-shards.ts';
import { documents } from '../../lib/store/documents.ts';
import { Captures } from '../../lib/store/journal/captures.ts';
import { Journal } from '../../lib/store/journal/journal.ts';
import { shardInDirectory } from '../../lib/store/shard-in-directory.ts';
import { HoldTask, holdTransfer } from '../../lib/usecases/hold.ts';

const env = readEnvironment({
  JOURNAL_TABLE: required,
  WALLETS_TABLE: required,
  SERVICE_SIGNING_KEYS_PARAMETER: required,
});
const db = documents();
const stores = {
  shards: new LegShards(
    requiredShardAddresses(),
    serviceTokens(signingKeys(env.SERVICE_SIGNING_KEYS_PARAMETER)),
    shardInDirectory(db, env.WALLETS_TABLE),
  ),
  journal: new Journal(db, env.JOURNAL_TABLE),
  captures: new Captures(db, env.JOURNAL_TABLE),
};

/** Keeps an authorised transfer until its capture: shows it to its payee, expires it, releases an attempt. */
export const handler = task({
  name: 'hold',
  input: HoldTask,
  about: ({ item }) => ({ tx_id: item.txId }),
  run: async (input) => ({
    next: await holdTransfer(stores, input, Date.now, (legs) => reportFailures('hold', legs)),
  }),
});
