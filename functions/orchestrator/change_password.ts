import { randomUUID } from 'node:crypto';
import { ulid } from 'ulid';
import { changePassword as route } from '../../lib/api/sessions.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { passwordSettings } from '../../lib/config/password-settings.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { sessionRules, sessionSettings } from '../../lib/config/session-settings.ts';
import { passwordChangesPerHour } from '../../lib/domain/rate-limit.ts';
import { keyedAddresses } from '../../lib/lambda/http/address-trail.ts';
import { revokedTokens, sessionOf } from '../../lib/lambda/http/authentication.ts';
import { callerAddress } from '../../lib/lambda/http/caller-address.ts';
import { deviceOf } from '../../lib/lambda/http/device.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perSessionUser } from '../../lib/lambda/http/rate-limit.ts';
import { respondWithSession } from '../../lib/lambda/http/session.ts';
import { addLogFields } from '../../lib/observability/log-fields.ts';
import { breachedPasswords } from '../../lib/remote/breached-passwords.ts';
import { publicKeys, signingKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { LoginBackoff } from '../../lib/store/login-backoff.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { Revocations } from '../../lib/store/revocations.ts';
import { Sessions } from '../../lib/store/sessions.ts';
import { SignIns } from '../../lib/store/sign-ins.ts';
import { Users } from '../../lib/store/users.ts';
import { changePassword } from '../../lib/usecases/change-password.ts';

const env = readEnvironment({
  USERS_TABLE: required,
  SESSIONS_TABLE: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  ADDRESS_KEY_PARAMETER: required,
  USER_SIGNING_KEYS_PARAMETER: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  PASSWORD_CHANGES_PER_HOUR: rateLimits.PASSWORD_CHANGES_PER_HOUR,
  ...passwordSettings,
  ...sessionSettings,
});
const keys = signingKeys(env.USER_SIGNING_KEYS_PARAMETER);
const rules = sessionRules(env);
const lookUpBreached = breachedPasswords(env.BREACHED_PASSWORDS_URL);
const db = documents();
const stores = {
  users: new Users(db, env.USERS_TABLE),
  sessions: new Sessions(db, env.SESSIONS_TABLE),
  signIns: new SignIns(db, env.SESSIONS_TABLE),
  revocations: new Revocations(db, env.REVOCATIONS_TABLE),
  backoff: new LoginBackoff(db, env.THROTTLES_TABLE),
};
const rateLimit = perSessionUser(
  new RateCounters(db, env.THROTTLES_TABLE),
  passwordChangesPerHour(env.PASSWORD_CHANGES_PER_HOUR),
);

/** POST /auth/password */
export const handler = endpoint(
  route,
  sessionOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, input: { body }, sourceIp, userAgent, now }) => {
    addLogFields({ user_id: caller.userId });
    const session = await changePassword(stores, caller, {
      password: body.password,
      newPassword: body.new_password,
      address: callerAddress(sourceIp),
      attemptId: randomUUID(),
      passwordCost: env.PASSWORD_COST,
      minPasswordCharacters: env.PASSWORD_MIN_LENGTH,
      lookUpBreached,
      sessionId: ulid(now),
      device: deviceOf(sourceIp, userAgent),
      isConfirmed: false,
      rules,
      now,
    });
    return respondWithSession(await keys.get(now), session, rules.accessTokenSeconds, now);
  },
  { rateLimit, trail: keyedAddresses(env.ADDRESS_KEY_PARAMETER) },
);
