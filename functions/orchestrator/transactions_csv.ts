import { transactionsCsv as route } from '../../lib/api/transactions-csv.ts';
import { nextTransfers, pageAskedFor } from '../../lib/api/transfer-list.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { readerOf } from '../../lib/domain/api-key.ts';
import { readsPerMinute } from '../../lib/domain/rate-limit.ts';
import { callerOf, revokedTokens } from '../../lib/lambda/http/authentication.ts';
import { csvHeader, csvRows, fileHeader } from '../../lib/lambda/http/csv.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perCaller } from '../../lib/lambda/http/rate-limit.ts';
import { respondText } from '../../lib/lambda/http/response.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { ApiKeys } from '../../lib/store/api-keys.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { Journal } from '../../lib/store/journal/journal.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { listTransfers } from '../../lib/usecases/transfers.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  JOURNAL_TABLE: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  API_KEYS_TABLE: required,
  THROTTLES_TABLE: required,
  READS_PER_MINUTE: rateLimits.READS_PER_MINUTE,
});
const db = documents();
const apiKeys = new ApiKeys(db, env.API_KEYS_TABLE);
const stores = { directory: new Directory(db, env.WALLETS_TABLE), journal: new Journal(db, env.JOURNAL_TABLE) };

const rateLimit = perCaller(new RateCounters(db, env.THROTTLES_TABLE), readsPerMinute(env.READS_PER_MINUTE));

/** GET /api/user/transactions/{id}/csv */
export const handler = endpoint(
  route,
  callerOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE), apiKeys),
  async ({ caller, input: { path, query } }) => {
    const request = { userId: readerOf(caller, path.id), walletId: path.id, page: pageAskedFor(query) };
    const { transfers, next, members } = await listTransfers(stores, request);
    const { text, count } = csvRows(path.id, transfers, members);
    const cursor = count < transfers.length ? transfers[count - 1]?.txId : next;
    const isFirst = query.cursor === undefined;
    return respondText('text/csv; charset=utf-8', isFirst ? csvHeader() + text : text, {
      ...fileHeader('wallet', path.id),
      ...nextTransfers(`/api/user/transactions/${path.id}/csv`, query, cursor),
    });
  },
  { rateLimit },
);
