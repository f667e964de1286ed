import { ulid } from 'ulid';
import { testWebhook as route } from '../../lib/api/webhook-deliveries.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { writesPerMinute } from '../../lib/domain/rate-limit.ts';
import { revokedTokens, userOf } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { deliveryView } from '../../lib/lambda/http/webhook-views.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { Queue } from '../../lib/remote/queue.ts';
import { documents } from '../../lib/store/documents.ts';
import { IdempotencyKeys } from '../../lib/store/idempotency.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { UserWebhooks } from '../../lib/store/user-webhooks.ts';
import { WebhookDeliveries } from '../../lib/store/webhook-deliveries.ts';
import { testWebhook } from '../../lib/usecases/send-webhook-again.ts';

const env = readEnvironment({
  USER_WEBHOOKS_TABLE: required,
  WEBHOOK_DELIVERIES_TABLE: required,
  IDEMPOTENCY_TABLE: required,
  USER_DELIVERIES_QUEUE_URL: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  THROTTLES_TABLE: required,
  WRITES_PER_MINUTE: rateLimits.WRITES_PER_MINUTE,
});
const db = documents();
const stores = {
  webhooks: new UserWebhooks(db, env.USER_WEBHOOKS_TABLE),
  deliveries: new WebhookDeliveries(db, env.WEBHOOK_DELIVERIES_TABLE),
  idempotencyKeys: new IdempotencyKeys(db, env.IDEMPOTENCY_TABLE),
  queue: new Queue(env.USER_DELIVERIES_QUEUE_URL),
};
const rateLimit = perUser(new RateCounters(db, env.THROTTLES_TABLE), writesPerMinute(env.WRITES_PER_MINUTE));

/** POST /api/user/webhooks/{WebhookID}/test */
export const handler = endpoint(
  route,
  userOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, input: { path, headers }, now }) => {
    const sending = { owner: caller, webhookId: path.WebhookID, idempotencyKey: headers['idempotency-key'] };
    return respond(202, deliveryView(await testWebhook(stores, sending, { now, id: ulid(now) })));
  },
  { rateLimit },
);
