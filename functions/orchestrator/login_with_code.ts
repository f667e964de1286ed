import { randomUUID } from 'node:crypto';
import { ulid } from 'ulid';
import { loginWithCode as route } from '../../lib/api/second-factors.ts';
import { verifyChallenge } from '../../lib/auth/challenges.ts';
import { keyIdOf } from '../../lib/auth/tokens.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { sessionRules, sessionSettings } from '../../lib/config/session-settings.ts';
import { loginsPerMinute } from '../../lib/domain/rate-limit.ts';
import { keyedAddresses } from '../../lib/lambda/http/address-trail.ts';
import { anybody } from '../../lib/lambda/http/authentication.ts';
import { callerAddress } from '../../lib/lambda/http/caller-address.ts';
import { deviceOf } from '../../lib/lambda/http/device.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perAddress } from '../../lib/lambda/http/rate-limit.ts';
import { respondWithSession } from '../../lib/lambda/http/session.ts';
import { addLogFields } from '../../lib/observability/log-fields.ts';
import { publicKeys, signingKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { FactorSecrets } from '../../lib/store/factor-secrets.ts';
import { UserFactors } from '../../lib/store/factors.ts';
import { LoginBackoff } from '../../lib/store/login-backoff.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { Sessions } from '../../lib/store/sessions.ts';
import { SignIns } from '../../lib/store/sign-ins.ts';
import { Users } from '../../lib/store/users.ts';
import { loginWithCode } from '../../lib/usecases/login-with-code.ts';

const env = readEnvironment({
  USERS_TABLE: required,
  SESSIONS_TABLE: required,
  FACTORS_TABLE: required,
  TOTP_TABLE: required,
  THROTTLES_TABLE: required,
  ADDRESS_KEY_PARAMETER: required,
  USER_SIGNING_KEYS_PARAMETER: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  LOGINS_PER_MINUTE: rateLimits.LOGINS_PER_MINUTE,
  ...sessionSettings,
});
const keys = signingKeys(env.USER_SIGNING_KEYS_PARAMETER);
const challengeKeys = publicKeys(env.USER_PUBLIC_KEYS_PARAMETER);
const rules = sessionRules(env);
const db = documents();
const stores = {
  users: new Users(db, env.USERS_TABLE),
  sessions: new Sessions(db, env.SESSIONS_TABLE),
  signIns: new SignIns(db, env.SESSIONS_TABLE),
  factors: new UserFactors(db, env.FACTORS_TABLE),
  secrets: new FactorSecrets(db, env.TOTP_TABLE),
  backoff: new LoginBackoff(db, env.THROTTLES_TABLE),
};
const rateLimit = perAddress(new RateCounters(db, env.THROTTLES_TABLE), loginsPerMinute(env.LOGINS_PER_MINUTE));

/** POST /auth/login/code */
export const handler = endpoint(
  route,
  anybody,
  async ({ input: { body }, sourceIp, userAgent, now }) => {
    const publicSet = await challengeKeys.knowing(keyIdOf(body.challenge), now);
    const challenge = await verifyChallenge(publicSet, body.challenge, now);
    addLogFields({ user_id: challenge.userId });
    const session = await loginWithCode(stores, challenge, body.code, {
      address: callerAddress(sourceIp),
      attemptId: randomUUID(),
      sessionId: ulid(now),
      device: deviceOf(sourceIp, userAgent),
      isConfirmed: true,
      rules,
      now,
    });
    return respondWithSession(await keys.get(now), session, rules.accessTokenSeconds, now);
  },
  { rateLimit, trail: keyedAddresses(env.ADDRESS_KEY_PARAMETER) },
);
