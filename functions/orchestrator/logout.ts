import { logout as route } from '../../lib/api/sessions.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { sessionsPerMinute } from '../../lib/domain/rate-limit.ts';
import { keyedAddresses } from '../../lib/lambda/http/address-trail.ts';
import { limitedSessionOf, revokedTokens } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perSessionUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { addLogFields } from '../../lib/observability/log-fields.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { Revocations } from '../../lib/store/revocations.ts';
import { Sessions } from '../../lib/store/sessions.ts';
import { endOwnSession, endSessions } from '../../lib/usecases/end-sessions.ts';

const env = readEnvironment({
  SESSIONS_TABLE: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  ADDRESS_KEY_PARAMETER: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  SESSION_REQUESTS_PER_MINUTE: rateLimits.SESSION_REQUESTS_PER_MINUTE,
});
const db = documents();
const stores = {
  sessions: new Sessions(db, env.SESSIONS_TABLE),
  revocations: new Revocations(db, env.REVOCATIONS_TABLE),
};
const rateLimit = perSessionUser(
  new RateCounters(db, env.THROTTLES_TABLE),
  sessionsPerMinute(env.SESSION_REQUESTS_PER_MINUTE),
);

/** POST /auth/logout */
export const handler = endpoint(
  route,
  limitedSessionOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, input: { body }, now }) => {
    addLogFields({ user_id: caller.userId });
    if (body?.all) await endSessions(stores, caller.userId, now);
    else await endOwnSession(stores, caller, now);
    return respond(204);
  },
  { rateLimit, trail: keyedAddresses(env.ADDRESS_KEY_PARAMETER) },
);
