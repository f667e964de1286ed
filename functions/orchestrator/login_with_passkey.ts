import { randomUUID } from 'node:crypto';
import { ulid } from 'ulid';
import { loginWithPasskey as route } from '../../lib/api/passkeys.ts';
import { type LoginChallenge, verifyChallenge } from '../../lib/auth/challenges.ts';
import { keyIdOf } from '../../lib/auth/tokens.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { passkeySettings, relyingParty } from '../../lib/config/passkey-settings.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { sessionRules, sessionSettings } from '../../lib/config/session-settings.ts';
import { stageSettings } from '../../lib/config/stage-settings.ts';
import { loginsPerMinute } from '../../lib/domain/rate-limit.ts';
import { keyedAddresses } from '../../lib/lambda/http/address-trail.ts';
import { anybody } from '../../lib/lambda/http/authentication.ts';
import { deviceOf } from '../../lib/lambda/http/device.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perAddress } from '../../lib/lambda/http/rate-limit.ts';
import { respondWithSession } from '../../lib/lambda/http/session.ts';
import { publicKeys, signingKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { UserFactors } from '../../lib/store/factors.ts';
import { PasskeyChallenges } from '../../lib/store/passkey-challenges.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { Sessions } from '../../lib/store/sessions.ts';
import { SignIns } from '../../lib/store/sign-ins.ts';
import { Users } from '../../lib/store/users.ts';
import { loginWithPasskey } from '../../lib/usecases/login-with-passkey.ts';

const env = readEnvironment({
  USERS_TABLE: required,
  SESSIONS_TABLE: required,
  FACTORS_TABLE: required,
  THROTTLES_TABLE: required,
  ADDRESS_KEY_PARAMETER: required,
  USER_SIGNING_KEYS_PARAMETER: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  LOGINS_PER_MINUTE: rateLimits.LOGINS_PER_MINUTE,
  STAGE_SETTINGS: stageSettings,
  ...passkeySettings,
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
  challenges: new PasskeyChallenges(db, env.THROTTLES_TABLE),
};
const rateLimit = perAddress(new RateCounters(db, env.THROTTLES_TABLE), loginsPerMinute(env.LOGINS_PER_MINUTE));

/** POST /auth/login/passkey */
export const handler = endpoint(
  route,
  anybody,
  async ({ input: { body }, domain, sourceIp, userAgent, now }) => {
    const { id, response } = body.response;
    const { userHandle, ...parts } = response;
    const login = {
      credential: { id, ...parts },
      userId: userHandle ? Buffer.from(userHandle, 'base64url').toString('utf8') : undefined,
      challenge: body.challenge === undefined ? undefined : await challengeOf(body.challenge, now),
      relyingParty: relyingParty(env.PASSKEY_ORIGINS, domain),
      attemptId: randomUUID(),
      faucet: env.STAGE_SETTINGS.faucet === true,
    };
    const made = { sessionId: ulid(now), device: deviceOf(sourceIp, userAgent), isConfirmed: true, rules, now };
    const session = await loginWithPasskey(stores, login, made);
    return respondWithSession(await keys.get(now), session, rules.accessTokenSeconds, now);
  },
  { rateLimit, trail: keyedAddresses(env.ADDRESS_KEY_PARAMETER) },
);

async function challengeOf(token: string, now: number): Promise<LoginChallenge> {
  return verifyChallenge(await challengeKeys.knowing(keyIdOf(token), now), token, now);
}
