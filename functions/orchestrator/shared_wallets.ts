import { nextLink } from '../../lib/api/page.ts';
import { sharedWallets as route } from '../../lib/api/wallet-members.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { readsPerMinute } from '../../lib/domain/rate-limit.ts';
import { revokedTokens, userOf } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { walletViewFor } from '../../lib/lambda/http/member-view.ts';
import { perUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { Memberships } from '../../lib/store/memberships.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  MEMBERSHIPS_TABLE: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  READS_PER_MINUTE: rateLimits.READS_PER_MINUTE,
});
const db = documents();
const memberships = new Memberships(db, env.MEMBERSHIPS_TABLE, env.WALLETS_TABLE);
const rateLimit = perUser(new RateCounters(db, env.THROTTLES_TABLE), readsPerMinute(env.READS_PER_MINUTE));

/** GET /api/user/shared_wallets */
export const handler = endpoint(
  route,
  userOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, input: { query } }) => {
    const { wallets, next } = await memberships.page(caller, { limit: query.limit, after: query.cursor });
    const shown = wallets.map((wallet) => walletViewFor(caller, wallet));
    return respond(200, shown, nextLink('/api/user/shared_wallets', query.limit, next));
  },
  { rateLimit },
);
