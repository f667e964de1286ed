import { secondFactors as route } from '../../lib/api/second-factors.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { sessionsPerMinute } from '../../lib/domain/rate-limit.ts';
import { limitedSessionOf, revokedTokens } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perSessionUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { factorsView } from '../../lib/lambda/http/second-factors.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { UserFactors } from '../../lib/store/factors.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { ownFactors } from '../../lib/usecases/second-factor.ts';

const env = readEnvironment({
  FACTORS_TABLE: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  SESSION_REQUESTS_PER_MINUTE: rateLimits.SESSION_REQUESTS_PER_MINUTE,
});
const db = documents();
const stores = {
  factors: new UserFactors(db, env.FACTORS_TABLE),
};
const rateLimit = perSessionUser(
  new RateCounters(db, env.THROTTLES_TABLE),
  sessionsPerMinute(env.SESSION_REQUESTS_PER_MINUTE),
);

/** GET /auth/factors */
export const handler = endpoint(
  route,
  limitedSessionOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller }) => respond(200, factorsView(await ownFactors(stores.factors, caller))),
  { rateLimit },
);
