import { nextLink } from '../../lib/api/page.ts';
import { transactions as route } from '../../lib/api/transfers.ts';
import { signingKeys } from '../../lib/auth/signing-keys.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { userOf } from '../../lib/http/authentication.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { reply } from '../../lib/http/reply.ts';
import { transactionView } from '../../lib/http/views.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { Journal } from '../../lib/store/journal.ts';
import { listTransactions } from '../../lib/usecases/transactions.ts';

const env = readEnvironment({ WALLETS_TABLE: required, JOURNAL_TABLE: required, SIGNING_KEYS_PARAMETER: required });
const db = documents();
const stores = { directory: new Directory(db, env.WALLETS_TABLE), journal: new Journal(db, env.JOURNAL_TABLE) };

/** GET /api/user/transactions/{id} */
export const handler = endpoint(
  route,
  userOf(signingKeys(env.SIGNING_KEYS_PARAMETER)),
  async ({ caller, input: { path, query } }) => {
    const page = { limit: query.limit, after: query.cursor };
    const { transfers, nextCursor } = await listTransactions(stores, { userId: caller, walletId: path.id, page });
    if (transfers.length === 0) return reply(204);
    const link = nextLink(`/api/user/transactions/${path.id}`, query.limit, nextCursor);
    return reply(
      200,
      transfers.map((transfer) => transactionView(path.id, transfer)),
      link,
    );
  },
);
