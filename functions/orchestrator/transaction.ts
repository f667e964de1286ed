import { transaction as route } from '../../lib/api/transfers.ts';
import { publicKeys } from '../../lib/auth/signing-keys.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { readsPerMinute } from '../../lib/domain/rate-limit.ts';
import { userOf } from '../../lib/http/authentication.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { reply } from '../../lib/http/reply.ts';
import { perUser } from '../../lib/http/throttle.ts';
import { transactionDetailView } from '../../lib/http/views.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { Journal } from '../../lib/store/journal.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { RateLimiter } from '../../lib/usecases/rate-limiter.ts';
import { findTransaction } from '../../lib/usecases/transactions.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  JOURNAL_TABLE: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  THROTTLES_TABLE: required,
  READS_PER_MINUTE: rateLimits.READS_PER_MINUTE,
});
const db = documents();
const stores = { directory: new Directory(db, env.WALLETS_TABLE), journal: new Journal(db, env.JOURNAL_TABLE) };
const limiter = new RateLimiter(new RateCounters(db, env.THROTTLES_TABLE), readsPerMinute(env.READS_PER_MINUTE));

/** GET /api/user/transactions/{id}/{TxID} */
export const handler = endpoint(
  route,
  userOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER)),
  async ({ caller, input: { path } }) => {
    const transfer = await findTransaction(stores, { userId: caller, walletId: path.id, txId: path.TxID });
    return reply(200, transactionDetailView(path.id, transfer));
  },
  { throttle: perUser(limiter) },
);
