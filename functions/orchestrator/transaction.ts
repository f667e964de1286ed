import { transaction as route } from '../../lib/api/transfers.ts';
import { signingKeys } from '../../lib/auth/signing-keys.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { userOf } from '../../lib/http/authentication.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { reply } from '../../lib/http/reply.ts';
import { transactionDetailView } from '../../lib/http/views.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { Journal } from '../../lib/store/journal.ts';
import { findTransaction } from '../../lib/usecases/transactions.ts';

const env = readEnvironment({ WALLETS_TABLE: required, JOURNAL_TABLE: required, SIGNING_KEYS_PARAMETER: required });
const db = documents();
const stores = { directory: new Directory(db, env.WALLETS_TABLE), journal: new Journal(db, env.JOURNAL_TABLE) };

/** GET /api/user/transactions/{id}/{TxID} */
export const handler = endpoint(
  route,
  userOf(signingKeys(env.SIGNING_KEYS_PARAMETER)),
  async ({ caller, input: { path } }) => {
    const transfer = await findTransaction(stores, { userId: caller, walletId: path.id, txId: path.TxID });
    return reply(200, transactionDetailView(path.id, transfer));
  },
);
