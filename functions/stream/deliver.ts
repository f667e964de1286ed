import * as z from 'zod/mini';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { webhookNetwork } from '../../lib/config/webhook-network.ts';
import { ParameterReader } from '../../lib/remote/parameter-reader.ts';
import { Queue } from '../../lib/remote/queue.ts';
import { postWebhook } from '../../lib/remote/webhook-request.ts';
import { StoredSubscriptions } from '../../lib/remote/webhook-subscriptions.ts';
import { documents } from '../../lib/store/documents.ts';
import { UserWebhooks } from '../../lib/store/user-webhooks.ts';
import { type DeliveryPorts, deliverBatch } from '../../lib/usecases/deliver-events.ts';
import type { BatchResponse } from '../../lib/usecases/publish-events.ts';

const env = readEnvironment({
  DELIVERIES_QUEUE_URL: required,
  UNDELIVERED_QUEUE_URL: required,
  ANNOUNCEMENTS_QUEUE_URL: required,
  USER_WEBHOOKS_TABLE: required,
  WEBHOOKS_PARAMETER: required,
  WEBHOOK_NETWORK: webhookNetwork,
});
const ports: DeliveryPorts = {
  subscriptions: new StoredSubscriptions(new ParameterReader(), env.WEBHOOKS_PARAMETER),
  deliveries: new Queue(env.DELIVERIES_QUEUE_URL),
  users: {
    webhooks: new UserWebhooks(documents(), env.USER_WEBHOOKS_TABLE),
    announcements: new Queue(env.ANNOUNCEMENTS_QUEUE_URL),
  },
  undelivered: new Queue(env.UNDELIVERED_QUEUE_URL),
  post: (url, message, headers, now) => postWebhook(url, message, headers, { network: env.WEBHOOK_NETWORK, now }),
  now: () => Date.now(),
  random: Math.random,
};

const Batch = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

/** Delivers events to webhooks, from the queue of deliveries. */
export async function handler(event: unknown): Promise<BatchResponse> {
  return deliverBatch(ports, Batch.parse(event).Records);
}
