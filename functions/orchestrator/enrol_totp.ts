import { ulid } from 'ulid';
import { enrolTotp as route } from '../../lib/api/second-factors.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { sessionsPerMinute } from '../../lib/domain/rate-limit.ts';
import { limitedSessionOf, revokedTokens } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perSessionUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { enrolmentView } from '../../lib/lambda/http/second-factors.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { FactorSecrets } from '../../lib/store/factor-secrets.ts';
import { UserFactors } from '../../lib/store/factors.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { Sessions } from '../../lib/store/sessions.ts';
import { Users } from '../../lib/store/users.ts';
import { enrolTotp } from '../../lib/usecases/second-factor.ts';

const env = readEnvironment({
  USERS_TABLE: required,
  SESSIONS_TABLE: required,
  FACTORS_TABLE: required,
  TOTP_TABLE: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  SESSION_REQUESTS_PER_MINUTE: rateLimits.SESSION_REQUESTS_PER_MINUTE,
});
const db = documents();
const stores = {
  users: new Users(db, env.USERS_TABLE),
  sessions: new Sessions(db, env.SESSIONS_TABLE),
  factors: new UserFactors(db, env.FACTORS_TABLE),
  secrets: new FactorSecrets(db, env.TOTP_TABLE),
};
const rateLimit = perSessionUser(
  new RateCounters(db, env.THROTTLES_TABLE),
  sessionsPerMinute(env.SESSION_REQUESTS_PER_MINUTE),
);

/** POST /auth/factors/totp */
export const handler = endpoint(
  route,
  limitedSessionOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, now }) => respond(200, enrolmentView(await enrolTotp(stores, caller, { id: ulid(now), now }))),
  { rateLimit },
);
