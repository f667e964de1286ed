import { ulid } from 'ulid';
import { register as route } from '../../lib/api/accounts.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { passwordSettings } from '../../lib/config/password-settings.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { secondFactorSettings } from '../../lib/config/second-factor-setting.ts';
import { sessionRules, sessionSettings } from '../../lib/config/session-settings.ts';
import { registrationsPerHour } from '../../lib/domain/rate-limit.ts';
import { limitOf, NO_FACTORS } from '../../lib/domain/second-factor.ts';
import { keyedAddresses } from '../../lib/lambda/http/address-trail.ts';
import { anybody } from '../../lib/lambda/http/authentication.ts';
import { callerAddress } from '../../lib/lambda/http/caller-address.ts';
import { deviceOf } from '../../lib/lambda/http/device.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perAddress } from '../../lib/lambda/http/rate-limit.ts';
import { respondWithSession } from '../../lib/lambda/http/session.ts';
import { addLogFields } from '../../lib/observability/log-fields.ts';
import { breachedPasswords } from '../../lib/remote/breached-passwords.ts';
import { signingKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { LoginBackoff } from '../../lib/store/login-backoff.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { Sessions } from '../../lib/store/sessions.ts';
import { SignIns } from '../../lib/store/sign-ins.ts';
import { Users } from '../../lib/store/users.ts';
import { beginFirstSession } from '../../lib/usecases/begin-session.ts';
import { register } from '../../lib/usecases/register.ts';

const env = readEnvironment({
  USERS_TABLE: required,
  SESSIONS_TABLE: required,
  THROTTLES_TABLE: required,
  ADDRESS_KEY_PARAMETER: required,
  USER_SIGNING_KEYS_PARAMETER: required,
  REGISTRATIONS_PER_HOUR: rateLimits.REGISTRATIONS_PER_HOUR,
  ...passwordSettings,
  ...secondFactorSettings,
  ...sessionSettings,
});
const keys = signingKeys(env.USER_SIGNING_KEYS_PARAMETER);
const rules = sessionRules(env);
const lookUpBreached = breachedPasswords(env.BREACHED_PASSWORDS_URL);
const db = documents();
const stores = { users: new Users(db, env.USERS_TABLE), backoff: new LoginBackoff(db, env.THROTTLES_TABLE) };
const begun = { sessions: new Sessions(db, env.SESSIONS_TABLE), signIns: new SignIns(db, env.SESSIONS_TABLE) };
const rateLimit = perAddress(
  new RateCounters(db, env.THROTTLES_TABLE),
  registrationsPerHour(env.REGISTRATIONS_PER_HOUR),
);

/** POST /auth/register */
export const handler = endpoint(
  route,
  anybody,
  async ({ input, sourceIp, userAgent, now }) => {
    const user = await register(stores, input.body, {
      now,
      address: callerAddress(sourceIp),
      userId: ulid(now),
      passwordCost: env.PASSWORD_COST,
      minPasswordCharacters: env.PASSWORD_MIN_LENGTH,
      lookUpBreached,
    });
    addLogFields({ user_id: user.userId });
    const limitedTo = limitOf(env.SECOND_FACTOR, NO_FACTORS);
    const made = {
      sessionId: ulid(now),
      device: deviceOf(sourceIp, userAgent),
      rules,
      now,
      isConfirmed: true,
      limitedTo,
    };
    const session = await beginFirstSession(begun, user, made);
    return respondWithSession(await keys.get(now), session, rules.accessTokenSeconds, now);
  },
  { rateLimit, trail: keyedAddresses(env.ADDRESS_KEY_PARAMETER) },
);
