import { revokeKey as route } from '../../lib/api/api-keys.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { writesPerMinute } from '../../lib/domain/rate-limit.ts';
import { revokedTokens, userOf } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { ApiKeys } from '../../lib/store/api-keys.ts';
import { documents } from '../../lib/store/documents.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { revokeKey } from '../../lib/usecases/api-keys.ts';

const env = readEnvironment({
  API_KEYS_TABLE: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  WRITES_PER_MINUTE: rateLimits.WRITES_PER_MINUTE,
});
const db = documents();
const stored = new ApiKeys(db, env.API_KEYS_TABLE);
const rateLimit = perUser(new RateCounters(db, env.THROTTLES_TABLE), writesPerMinute(env.WRITES_PER_MINUTE));

/** DELETE /api/user/keys/{KeyID} */
export const handler = endpoint(
  route,
  userOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, input: { path }, now }) => {
    await revokeKey(stored, { owner: caller, id: path.KeyID }, now);
    return respond(204);
  },
  { rateLimit },
);
