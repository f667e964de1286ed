import { nextLink } from '../../lib/api/page.ts';
import { wallets as route } from '../../lib/api/wallets.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { readsPerMinute } from '../../lib/domain/rate-limit.ts';
import { revokedTokens, userOf } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { walletView } from '../../lib/lambda/http/views.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { OwnedWallets } from '../../lib/store/owned-wallets.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  READS_PER_MINUTE: rateLimits.READS_PER_MINUTE,
});
const db = documents();
const owned = new OwnedWallets(db, env.WALLETS_TABLE);
const rateLimit = perUser(new RateCounters(db, env.THROTTLES_TABLE), readsPerMinute(env.READS_PER_MINUTE));

/** GET /api/user/wallets */
export const handler = endpoint(
  route,
  userOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, input: { query } }) => {
    const { wallets, next } = await owned.page(caller, { limit: query.limit, after: query.cursor });
    return respond(200, wallets.map(walletView), nextLink('/api/user/wallets', query.limit, next));
  },
  { rateLimit },
);
