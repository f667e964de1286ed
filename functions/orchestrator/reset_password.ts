import { randomUUID } from 'node:crypto';
import { resetPassword as route } from '../../lib/api/password-reset.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { passwordSettings } from '../../lib/config/password-settings.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { loginsPerMinute } from '../../lib/domain/rate-limit.ts';
import { keyedAddresses } from '../../lib/lambda/http/address-trail.ts';
import { anybody } from '../../lib/lambda/http/authentication.ts';
import { deviceOf } from '../../lib/lambda/http/device.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perAddress } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { breachedPasswords } from '../../lib/remote/breached-passwords.ts';
import { documents } from '../../lib/store/documents.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { SignIns } from '../../lib/store/sign-ins.ts';
import { Users } from '../../lib/store/users.ts';
import { resetPassword } from '../../lib/usecases/reset-password.ts';

const env = readEnvironment({
  USERS_TABLE: required,
  SESSIONS_TABLE: required,
  THROTTLES_TABLE: required,
  ADDRESS_KEY_PARAMETER: required,
  LOGINS_PER_MINUTE: rateLimits.LOGINS_PER_MINUTE,
  ...passwordSettings,
});
const lookUpBreached = breachedPasswords(env.BREACHED_PASSWORDS_URL);
const db = documents();
const stores = { users: new Users(db, env.USERS_TABLE), signIns: new SignIns(db, env.SESSIONS_TABLE) };
const rateLimit = perAddress(new RateCounters(db, env.THROTTLES_TABLE), loginsPerMinute(env.LOGINS_PER_MINUTE));

/** POST /auth/reset */
export const handler = endpoint(
  route,
  anybody,
  async ({ input: { body }, sourceIp, userAgent, now }) => {
    await resetPassword(stores, {
      login: body.login,
      code: body.code,
      newPassword: body.new_password,
      attemptId: randomUUID(),
      device: deviceOf(sourceIp, userAgent),
      passwordCost: env.PASSWORD_COST,
      minPasswordCharacters: env.PASSWORD_MIN_LENGTH,
      lookUpBreached,
      now,
    });
    return respond(204);
  },
  { rateLimit, trail: keyedAddresses(env.ADDRESS_KEY_PARAMETER) },
);
