import { randomUUID } from 'node:crypto';
import type { PasskeyAssertion } from '../../lib/api/passkeys.ts';
import { stepUp as route } from '../../lib/api/second-factors.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { passkeySettings, relyingParty } from '../../lib/config/passkey-settings.ts';
import { passwordSettings } from '../../lib/config/password-settings.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { sessionsPerMinute } from '../../lib/domain/rate-limit.ts';
import { keyedAddresses } from '../../lib/lambda/http/address-trail.ts';
import { limitedSessionOf, revokedTokens } from '../../lib/lambda/http/authentication.ts';
import { callerAddress } from '../../lib/lambda/http/caller-address.ts';
import { deviceOf } from '../../lib/lambda/http/device.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perSessionUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { addLogFields } from '../../lib/observability/log-fields.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { FactorSecrets } from '../../lib/store/factor-secrets.ts';
import { UserFactors } from '../../lib/store/factors.ts';
import { LoginBackoff } from '../../lib/store/login-backoff.ts';
import { PasskeyChallenges } from '../../lib/store/passkey-challenges.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { Sessions } from '../../lib/store/sessions.ts';
import { SignIns } from '../../lib/store/sign-ins.ts';
import { Users } from '../../lib/store/users.ts';
import { stepUp } from '../../lib/usecases/step-up.ts';
import { takeSignature } from '../../lib/usecases/take-passkey.ts';

const env = readEnvironment({
  USERS_TABLE: required,
  SESSIONS_TABLE: required,
  FACTORS_TABLE: required,
  TOTP_TABLE: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  ADDRESS_KEY_PARAMETER: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  SESSION_REQUESTS_PER_MINUTE: rateLimits.SESSION_REQUESTS_PER_MINUTE,
  PASSWORD_COST: passwordSettings.PASSWORD_COST,
  ...passkeySettings,
});
const db = documents();
const stores = {
  users: new Users(db, env.USERS_TABLE),
  sessions: new Sessions(db, env.SESSIONS_TABLE),
  signIns: new SignIns(db, env.SESSIONS_TABLE),
  factors: new UserFactors(db, env.FACTORS_TABLE),
  secrets: new FactorSecrets(db, env.TOTP_TABLE),
  backoff: new LoginBackoff(db, env.THROTTLES_TABLE),
  challenges: new PasskeyChallenges(db, env.THROTTLES_TABLE),
};
const rateLimit = perSessionUser(
  new RateCounters(db, env.THROTTLES_TABLE),
  sessionsPerMinute(env.SESSION_REQUESTS_PER_MINUTE),
);

/** POST /auth/step_up */
export const handler = endpoint(
  route,
  limitedSessionOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, domain, input: { body }, sourceIp, userAgent, now }) => {
    addLogFields({ user_id: caller.userId });
    const address = callerAddress(sourceIp);
    const device = deviceOf(sourceIp, userAgent);
    const attempt = { now, address, attemptId: randomUUID(), passwordCost: env.PASSWORD_COST, device };
    const { password, code, passkey } = body;
    const proof = { password, code, ...(passkey && { passkey: checkOf(passkey, domain, attempt) }) };
    const until = await stepUp(stores, caller, proof, attempt);
    return respond(200, { confirmed_until: new Date(until).toISOString() });
  },
  { rateLimit, trail: keyedAddresses(env.ADDRESS_KEY_PARAMETER) },
);

function checkOf(
  { id, response }: PasskeyAssertion,
  domain: string,
  { attemptId, now }: { readonly attemptId: string; readonly now: number },
) {
  const { userHandle, ...parts } = response;
  return (userId: string) =>
    takeSignature(
      stores,
      { id, ...parts },
      {
        userId,
        relyingParty: relyingParty(env.PASSKEY_ORIGINS, domain),
        scope: { purpose: 'step_up', userId },
        attemptId,
        now,
      },
    );
}
