import { refresh as route } from '../../lib/api/sessions.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { secondFactorSettings } from '../../lib/config/second-factor-setting.ts';
import { sessionRules, sessionSettings } from '../../lib/config/session-settings.ts';
import { refreshesPerMinute } from '../../lib/domain/rate-limit.ts';
import { keyedAddresses } from '../../lib/lambda/http/address-trail.ts';
import { anybody } from '../../lib/lambda/http/authentication.ts';
import { deviceOf } from '../../lib/lambda/http/device.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perAddress } from '../../lib/lambda/http/rate-limit.ts';
import { respondWithSession } from '../../lib/lambda/http/session.ts';
import { signingKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { UserFactors } from '../../lib/store/factors.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { Revocations } from '../../lib/store/revocations.ts';
import { Sessions } from '../../lib/store/sessions.ts';
import { SignIns } from '../../lib/store/sign-ins.ts';
import { Users } from '../../lib/store/users.ts';
import { refreshSession } from '../../lib/usecases/refresh-session.ts';

const env = readEnvironment({
  USERS_TABLE: required,
  SESSIONS_TABLE: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  ADDRESS_KEY_PARAMETER: required,
  USER_SIGNING_KEYS_PARAMETER: required,
  REFRESHES_PER_MINUTE: rateLimits.REFRESHES_PER_MINUTE,
  FACTORS_TABLE: required,
  ...secondFactorSettings,
  ...sessionSettings,
});
const keys = signingKeys(env.USER_SIGNING_KEYS_PARAMETER);
const rules = sessionRules(env);
const db = documents();
const stores = {
  users: new Users(db, env.USERS_TABLE),
  sessions: new Sessions(db, env.SESSIONS_TABLE),
  signIns: new SignIns(db, env.SESSIONS_TABLE),
  revocations: new Revocations(db, env.REVOCATIONS_TABLE),
  factors: new UserFactors(db, env.FACTORS_TABLE),
};
const rateLimit = perAddress(new RateCounters(db, env.THROTTLES_TABLE), refreshesPerMinute(env.REFRESHES_PER_MINUTE));

/** POST /auth/refresh */
export const handler = endpoint(
  route,
  anybody,
  async ({ input, sourceIp, userAgent, now }) => {
    const device = deviceOf(sourceIp, userAgent);
    const session = await refreshSession(stores, input.body.refresh_token, {
      now,
      device,
      rules,
      secondFactor: env.SECOND_FACTOR,
    });
    return respondWithSession(await keys.get(now), session, rules.accessTokenSeconds, now);
  },
  { rateLimit, trail: keyedAddresses(env.ADDRESS_KEY_PARAMETER) },
);
