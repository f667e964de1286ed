import { removeWebhook as route } from '../../lib/api/user-webhooks.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { writesPerMinute } from '../../lib/domain/rate-limit.ts';
import { revokedTokens, userOf } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { UserWebhooks } from '../../lib/store/user-webhooks.ts';
import { WebhookSecrets } from '../../lib/store/webhook-secrets.ts';
import { removeWebhook } from '../../lib/usecases/user-webhooks.ts';

const env = readEnvironment({
  USER_WEBHOOKS_TABLE: required,
  WEBHOOK_SIGNING_TABLE: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  WRITES_PER_MINUTE: rateLimits.WRITES_PER_MINUTE,
});
const db = documents();
const stores = {
  webhooks: new UserWebhooks(db, env.USER_WEBHOOKS_TABLE),
  secrets: new WebhookSecrets(db, env.WEBHOOK_SIGNING_TABLE),
};
const rateLimit = perUser(new RateCounters(db, env.THROTTLES_TABLE), writesPerMinute(env.WRITES_PER_MINUTE));

/** DELETE /api/user/webhooks/{WebhookID} */
export const handler = endpoint(
  route,
  userOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, input: { path }, now }) => {
    await removeWebhook(stores, { owner: caller, id: path.WebhookID }, now);
    return respond(204);
  },
  { rateLimit },
);
