import { nextLink } from '../../lib/api/page.ts';
import { wallets as route } from '../../lib/api/wallets.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { reads } from '../../lib/domain/api-key.ts';
import { readsPerMinute } from '../../lib/domain/rate-limit.ts';
import { callerOf, revokedTokens } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perCaller } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { walletView } from '../../lib/lambda/http/views.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { ApiKeys } from '../../lib/store/api-keys.ts';
import { documents } from '../../lib/store/documents.ts';
import { OwnedWallets } from '../../lib/store/owned-wallets.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  API_KEYS_TABLE: required,
  THROTTLES_TABLE: required,
  READS_PER_MINUTE: rateLimits.READS_PER_MINUTE,
});
const db = documents();
const apiKeys = new ApiKeys(db, env.API_KEYS_TABLE);
const owned = new OwnedWallets(db, env.WALLETS_TABLE);
const rateLimit = perCaller(new RateCounters(db, env.THROTTLES_TABLE), readsPerMinute(env.READS_PER_MINUTE));

/** GET /api/user/wallets */
export const handler = endpoint(
  route,
  callerOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE), apiKeys),
  async ({ caller, input: { query } }) => {
    const { wallets, next } = await owned.page(caller.userId, { limit: query.limit, after: query.cursor });
    const readable = wallets.filter(({ walletId }) => reads(caller, walletId));
    return respond(200, readable.map(walletView), nextLink('/api/user/wallets', query.limit, next));
  },
  { rateLimit },
);
