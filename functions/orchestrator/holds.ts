import { holds as route } from '../../lib/api/holds.ts';
import { nextLink } from '../../lib/api/page.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { readerOf } from '../../lib/domain/api-key.ts';
import { readsPerMinute } from '../../lib/domain/rate-limit.ts';
import { callerOf, revokedTokens } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perCaller } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { holdView } from '../../lib/lambda/http/views.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { ApiKeys } from '../../lib/store/api-keys.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { Holds } from '../../lib/store/journal/holds.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { listHolds } from '../../lib/usecases/holds.ts';

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
const stores = { directory: new Directory(db, env.WALLETS_TABLE), holds: new Holds(db, env.JOURNAL_TABLE) };
const rateLimit = perCaller(new RateCounters(db, env.THROTTLES_TABLE), readsPerMinute(env.READS_PER_MINUTE));

/** GET /api/user/holds/{id} */
export const handler = endpoint(
  route,
  callerOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE), apiKeys),
  async ({ caller, input: { path, query } }) => {
    const page = { limit: query.limit, after: query.cursor };
    const { transfers, next } = await listHolds(stores, { userId: readerOf(caller, path.id), walletId: path.id, page });
    if (transfers.length === 0 && next === undefined) return respond(204);
    return respond(
      200,
      transfers.map((transfer) => holdView(path.id, transfer)),
      nextLink(`/api/user/holds/${path.id}`, query.limit, next),
    );
  },
  { rateLimit },
);
