import { randomUUID } from 'node:crypto';
import { ulid } from 'ulid';
import { login as route } from '../../lib/api/accounts.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { passwordSettings } from '../../lib/config/password-settings.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { secondFactorSettings } from '../../lib/config/second-factor-setting.ts';
import { sessionRules, sessionSettings } from '../../lib/config/session-settings.ts';
import { stageSettings } from '../../lib/config/stage-settings.ts';
import { MibError } from '../../lib/domain/errors.ts';
import { loginsPerMinute } from '../../lib/domain/rate-limit.ts';
import { limitOf, NO_FACTORS } from '../../lib/domain/second-factor.ts';
import { keyedAddresses } from '../../lib/lambda/http/address-trail.ts';
import { anybody } from '../../lib/lambda/http/authentication.ts';
import { callerAddress } from '../../lib/lambda/http/caller-address.ts';
import { deviceOf } from '../../lib/lambda/http/device.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perAddress } from '../../lib/lambda/http/rate-limit.ts';
import { respondWithSession } from '../../lib/lambda/http/session.ts';
import { signingKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { UserFactors } from '../../lib/store/factors.ts';
import { LoginBackoff } from '../../lib/store/login-backoff.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { Sessions } from '../../lib/store/sessions.ts';
import { SignIns } from '../../lib/store/sign-ins.ts';
import { Users } from '../../lib/store/users.ts';
import { beginSession } from '../../lib/usecases/begin-session.ts';
import { login } from '../../lib/usecases/login.ts';
import { assertNoFactor } from '../../lib/usecases/login-with-code.ts';

const env = readEnvironment({
  USERS_TABLE: required,
  SESSIONS_TABLE: required,
  FACTORS_TABLE: required,
  THROTTLES_TABLE: required,
  ADDRESS_KEY_PARAMETER: required,
  USER_SIGNING_KEYS_PARAMETER: required,
  LOGINS_PER_MINUTE: rateLimits.LOGINS_PER_MINUTE,
  PASSWORD_COST: passwordSettings.PASSWORD_COST,
  STAGE_SETTINGS: stageSettings,
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
  factors: new UserFactors(db, env.FACTORS_TABLE),
  backoff: new LoginBackoff(db, env.THROTTLES_TABLE),
};
const rateLimit = perAddress(new RateCounters(db, env.THROTTLES_TABLE), loginsPerMinute(env.LOGINS_PER_MINUTE));

/** POST /auth/login */
export const handler = endpoint(
  route,
  anybody,
  async ({ input, sourceIp, userAgent, now }) => {
    const address = callerAddress(sourceIp);
    const device = deviceOf(sourceIp, userAgent);
    const { faucet } = env.STAGE_SETTINGS;
    const attempt = { now, address, attemptId: randomUUID(), passwordCost: env.PASSWORD_COST, device, faucet };
    const user = await login(stores, input.body, attempt);
    await assertNoFactor(stores.factors, user, () => keys.get(now), now);
    // Of a user without a second factor: every other one was asked for it.
    const limitedTo = limitOf(env.SECOND_FACTOR, NO_FACTORS);
    const made = { sessionId: ulid(now), device, rules, now, isConfirmed: true, limitedTo };
    const session = await beginSession(stores, user, made);
    if (!session) throw new MibError('wrong_credentials');
    return respondWithSession(await keys.get(now), session, rules.accessTokenSeconds, now);
  },
  { rateLimit, trail: keyedAddresses(env.ADDRESS_KEY_PARAMETER) },
);
