import { loginPasskeyOptions as route } from '../../lib/api/passkeys.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { passkeySettings, relyingParty } from '../../lib/config/passkey-settings.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { loginsPerMinute } from '../../lib/domain/rate-limit.ts';
import { anybody } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { requestOptionsView } from '../../lib/lambda/http/passkeys.ts';
import { perAddress } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { documents } from '../../lib/store/documents.ts';
import { PasskeyChallenges } from '../../lib/store/passkey-challenges.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { offerLogin } from '../../lib/usecases/passkeys.ts';

const env = readEnvironment({
  THROTTLES_TABLE: required,
  LOGINS_PER_MINUTE: rateLimits.LOGINS_PER_MINUTE,
  ...passkeySettings,
});
const db = documents();
const stores = { challenges: new PasskeyChallenges(db, env.THROTTLES_TABLE) };
const rateLimit = perAddress(new RateCounters(db, env.THROTTLES_TABLE), loginsPerMinute(env.LOGINS_PER_MINUTE));

/** POST /auth/login/passkey/options */
export const handler = endpoint(
  route,
  anybody,
  async ({ domain, now }) => {
    const { id } = relyingParty(env.PASSKEY_ORIGINS, domain);
    return respond(200, requestOptionsView(await offerLogin(stores, id, now)));
  },
  { rateLimit },
);
