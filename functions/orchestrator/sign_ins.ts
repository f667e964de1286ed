import { signIns as route } from '../../lib/api/sessions.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { sessionsPerMinute } from '../../lib/domain/rate-limit.ts';
import { limitedSessionOf, revokedTokens } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perSessionUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { signInView } from '../../lib/lambda/http/session.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { SignIns } from '../../lib/store/sign-ins.ts';

const env = readEnvironment({
  SESSIONS_TABLE: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  SESSION_REQUESTS_PER_MINUTE: rateLimits.SESSION_REQUESTS_PER_MINUTE,
});
const db = documents();
const stored = new SignIns(db, env.SESSIONS_TABLE);
const rateLimit = perSessionUser(
  new RateCounters(db, env.THROTTLES_TABLE),
  sessionsPerMinute(env.SESSION_REQUESTS_PER_MINUTE),
);

/** GET /auth/sign-ins */
export const handler = endpoint(
  route,
  limitedSessionOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, now }) => {
    return respond(200, (await stored.of(caller.userId, now)).map(signInView));
  },
  { rateLimit },
);
