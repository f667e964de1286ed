import { nextLink } from '../../lib/api/page.ts';
import { webhookDeliveries as route } from '../../lib/api/webhook-deliveries.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { readsPerMinute } from '../../lib/domain/rate-limit.ts';
import { revokedTokens, userOf } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { deliveryView } from '../../lib/lambda/http/webhook-views.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { UserWebhooks } from '../../lib/store/user-webhooks.ts';
import { WebhookDeliveries } from '../../lib/store/webhook-deliveries.ts';
import { ownWebhook } from '../../lib/usecases/own-webhook.ts';

const env = readEnvironment({
  USER_WEBHOOKS_TABLE: required,
  WEBHOOK_DELIVERIES_TABLE: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  READS_PER_MINUTE: rateLimits.READS_PER_MINUTE,
});
const db = documents();
const webhooks = new UserWebhooks(db, env.USER_WEBHOOKS_TABLE);
const recorded = new WebhookDeliveries(db, env.WEBHOOK_DELIVERIES_TABLE);
const rateLimit = perUser(new RateCounters(db, env.THROTTLES_TABLE), readsPerMinute(env.READS_PER_MINUTE));

/** GET /api/user/webhooks/{WebhookID}/deliveries */
export const handler = endpoint(
  route,
  userOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, input: { path, query } }) => {
    const { id } = await ownWebhook(webhooks, caller, path.WebhookID);
    const { deliveries, next } = await recorded.page(id, { limit: query.limit, after: query.cursor });
    const link = nextLink(`/api/user/webhooks/${id}/deliveries`, query.limit, next);
    return respond(200, deliveries.map(deliveryView), link);
  },
  { rateLimit },
);
