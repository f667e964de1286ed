import { MibError } from '../domain/errors.ts';
import { TxId } from '../domain/transfer.ts';
import type { RecordedDelivery, UserDelivery } from '../domain/user-delivery.ts';
import { TEST_EVENT_TYPE, type UserEvent, userEventId } from '../domain/user-event-envelope.ts';
import { logger } from '../observability/logger.ts';
import { notTaken, type Queue } from '../remote/queue.ts';
import type { IdempotencyKeys } from '../store/idempotency.ts';
import type { UserWebhooks } from '../store/user-webhooks.ts';
import type { WebhookDeliveries } from '../store/webhook-deliveries.ts';
import { idempotently } from './idempotently.ts';
import { ownWebhook } from './own-webhook.ts';
import { queuedForUser } from './queued-for-user.ts';

interface Stores {
  readonly webhooks: Pick<UserWebhooks, 'of'>;
  readonly deliveries: Pick<WebhookDeliveries, 'get' | 'record'>;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly queue: Pick<Queue, 'send'>;
}

interface Sending {
  readonly owner: string;
  readonly webhookId: string;
  readonly idempotencyKey: string | undefined;
}

/**
 * Sends a delivery again, with the id and the content that it had. Attempts that wait end with the next
 * one.
 * @param fresh `now`: ms since 1970; `id`: a new ULID
 * @throws MibError webhook_not_found; delivery_not_found; idempotency_key_reused; unavailable
 */
export async function resendDelivery(
  stores: Stores,
  { deliveryId, ...sending }: Sending & { deliveryId: string },
  fresh: { now: number; id: string },
): Promise<RecordedDelivery> {
  const { owner, webhookId, idempotencyKey: key } = sending;
  await ownWebhook(stores.webhooks, owner, webhookId);
  const known = TxId.safeParse(deliveryId).success ? await stores.deliveries.get(webhookId, deliveryId) : undefined;
  if (!known) throw new MibError('delivery_not_found');
  const fields = { webhook: webhookId, delivery: deliveryId };
  await idempotently(
    stores.idempotencyKeys,
    { userId: owner, key, route: 'resend_delivery', fields },
    fresh.id,
    fresh.now,
  );
  return send(stores, sending, known.event, fresh.now);
}

/**
 * Sends a test to a webhook, of whatever types it wants events.
 * @param fresh `now`: ms since 1970; `id`: a ULID of `now`
 * @throws MibError webhook_not_found; idempotency_key_reused; unavailable
 */
export async function testWebhook(
  stores: Stores,
  sending: Sending,
  fresh: { now: number; id: string },
): Promise<RecordedDelivery> {
  const { owner, webhookId, idempotencyKey: key } = sending;
  await ownWebhook(stores.webhooks, owner, webhookId);
  const repeatable = { userId: owner, key, route: 'test_webhook', fields: { webhook: webhookId } };
  const test = await idempotently(stores.idempotencyKeys, repeatable, fresh.id, fresh.now);
  const event: UserEvent = {
    id: userEventId(fresh.now, TEST_EVENT_TYPE, webhookId, test),
    type: TEST_EVENT_TYPE,
    timestamp: new Date(fresh.now).toISOString(),
    data: { webhook_id: webhookId },
  };
  return send(stores, sending, event, fresh.now);
}

/** The record comes first: it ends the attempts of before. */
async function send(
  { deliveries, queue }: Stores,
  { owner, webhookId }: Sending,
  event: UserEvent,
  now: number,
): Promise<RecordedDelivery> {
  const since = new Date(now).toISOString();
  const delivery: UserDelivery = { owner, webhook: webhookId, event, since, failures: 0 };
  const recorded = await deliveries.record({
    webhook: webhookId,
    event,
    since,
    status: 'pending',
    attempts: 0,
    nextAttemptAt: since,
  });
  const refused = await queue.send([queuedForUser(delivery)]);
  if (refused.size > 0)
    logger.warn('delivery not queued', { webhook: webhookId, error: notTaken(refused, 'the queue did not take it') });
  if (!recorded || refused.size > 0) throw new MibError('unavailable');
  return recorded;
}
