import * as z from 'zod/mini';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { webhookNetwork } from '../../lib/config/webhook-network.ts';
import { Queue } from '../../lib/remote/queue.ts';
import { postWebhook, USER_WEBHOOK_TIMEOUT_MS } from '../../lib/remote/webhook-request.ts';
import { documents } from '../../lib/store/documents.ts';
import { UserWebhooks } from '../../lib/store/user-webhooks.ts';
import { WebhookDeliveries } from '../../lib/store/webhook-deliveries.ts';
import { WebhookSecrets } from '../../lib/store/webhook-secrets.ts';
import { deliverToUsers, type UserDeliveryPorts } from '../../lib/usecases/deliver-to-users.ts';
import type { BatchResponse } from '../../lib/usecases/publish-events.ts';

const env = readEnvironment({
  USER_WEBHOOKS_TABLE: required,
  WEBHOOK_SIGNING_TABLE: required,
  WEBHOOK_DELIVERIES_TABLE: required,
  USER_DELIVERIES_QUEUE_URL: required,
  WEBHOOK_NETWORK: webhookNetwork,
});
const db = documents();
const options = { network: env.WEBHOOK_NETWORK, timeoutMs: USER_WEBHOOK_TIMEOUT_MS };
const ports: UserDeliveryPorts = {
  webhooks: new UserWebhooks(db, env.USER_WEBHOOKS_TABLE),
  secrets: new WebhookSecrets(db, env.WEBHOOK_SIGNING_TABLE),
  recorded: new WebhookDeliveries(db, env.WEBHOOK_DELIVERIES_TABLE),
  deliveries: new Queue(env.USER_DELIVERIES_QUEUE_URL),
  post: (url, message, headers, now) => postWebhook(url, message, headers, { ...options, now }),
  now: () => Date.now(),
  random: Math.random,
};

const Batch = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

/** Delivers events to the webhooks of users, from the queue of their deliveries. */
export async function handler(event: unknown): Promise<BatchResponse> {
  return deliverToUsers(ports, Batch.parse(event).Records);
}
