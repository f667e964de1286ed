import { balance as route } from '../../lib/api/wallets.ts';
import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { signingKeys } from '../../lib/auth/signing-keys.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { userOf } from '../../lib/http/authentication.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { reply } from '../../lib/http/reply.ts';
import { balanceView, pastBalanceView } from '../../lib/http/views.ts';
import { Shards } from '../../lib/shards/client.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { Journal } from '../../lib/store/journal.ts';
import { balance, pastBalance } from '../../lib/usecases/balance.ts';

const env = readEnvironment({ WALLETS_TABLE: required, JOURNAL_TABLE: required, SIGNING_KEYS_PARAMETER: required });
const keys = signingKeys(env.SIGNING_KEYS_PARAMETER);
const db = documents();
const stores = {
  directory: new Directory(db, env.WALLETS_TABLE),
  journal: new Journal(db, env.JOURNAL_TABLE),
  shards: new Shards(requiredShardAddresses(), serviceTokens(keys)),
};

/** GET /api/user/balance/{id} */
export const handler = endpoint(route, userOf(keys), async ({ caller, input, now }) => {
  const wallet = { userId: caller, walletId: input.path.id };
  const { at } = input.query;
  if (at !== undefined) return reply(200, pastBalanceView(await pastBalance(stores, { ...wallet, at }, now)));
  return reply(200, balanceView(await balance(stores, wallet, now)));
});
