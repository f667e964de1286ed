import { randomUUID } from 'node:crypto';
import { addPasskey as route } from '../../lib/api/passkeys.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { passkeySettings, relyingParty } from '../../lib/config/passkey-settings.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { sessionsPerMinute } from '../../lib/domain/rate-limit.ts';
import { limitedSessionOf, revokedTokens } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { addedPasskeyView } from '../../lib/lambda/http/passkeys.ts';
import { perSessionUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { UserFactors } from '../../lib/store/factors.ts';
import { PasskeyChallenges } from '../../lib/store/passkey-challenges.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { Sessions } from '../../lib/store/sessions.ts';
import { Users } from '../../lib/store/users.ts';
import { addPasskey } from '../../lib/usecases/add-passkey.ts';

const env = readEnvironment({
  USERS_TABLE: required,
  SESSIONS_TABLE: required,
  FACTORS_TABLE: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  SESSION_REQUESTS_PER_MINUTE: rateLimits.SESSION_REQUESTS_PER_MINUTE,
  ...passkeySettings,
});
const db = documents();
const stores = {
  users: new Users(db, env.USERS_TABLE),
  sessions: new Sessions(db, env.SESSIONS_TABLE),
  factors: new UserFactors(db, env.FACTORS_TABLE),
  challenges: new PasskeyChallenges(db, env.THROTTLES_TABLE),
};
const rateLimit = perSessionUser(
  new RateCounters(db, env.THROTTLES_TABLE),
  sessionsPerMinute(env.SESSION_REQUESTS_PER_MINUTE),
);

/** POST /auth/passkeys */
export const handler = endpoint(
  route,
  limitedSessionOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, domain, input: { body }, now }) => {
    const { id, response } = body.response;
    const { transports = [], ...parts } = response;
    const made = { name: body.name, credential: { id, ...parts }, transports };
    const attempt = { attemptId: randomUUID(), now };
    const added = await addPasskey(stores, caller, made, relyingParty(env.PASSKEY_ORIGINS, domain), attempt);
    return respond(201, addedPasskeyView(added.passkey, added.recoveryCodes));
  },
  { rateLimit },
);
