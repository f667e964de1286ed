import { signedHeaders } from '../auth/webhook-signature.ts';
import { type Attempt, secondsToNextAttempt, type WebhookMessage } from '../domain/delivery.ts';
import { lastAttemptOf, UserDelivery, userWebhookMessage } from '../domain/user-delivery.ts';
import { healthChange, signingSecrets, type UserWebhook } from '../domain/user-webhook.ts';
import { asError, logger } from '../observability/logger.ts';
import { putUserDelivery } from '../observability/metrics.ts';
import { notTaken, type Queue } from '../remote/queue.ts';
import type { UserWebhooks } from '../store/user-webhooks.ts';
import type { WebhookDeliveries } from '../store/webhook-deliveries.ts';
import type { WebhookSecrets } from '../store/webhook-secrets.ts';
import type { QueueRecord } from './deliver-events.ts';
import type { BatchResponse } from './publish-events.ts';
import { queuedForUser } from './queued-for-user.ts';
import { sideBySide } from './side-by-side.ts';

/** The dependencies of a delivery to a user. */
export interface UserDeliveryPorts {
  readonly webhooks: Pick<UserWebhooks, 'disable' | 'failing' | 'glimpse' | 'of' | 'recovered'>;
  readonly secrets: Pick<WebhookSecrets, 'of'>;
  readonly recorded: Pick<WebhookDeliveries, 'record'>;
  /** The queue of the messages, also until their next attempt. */
  readonly deliveries: Pick<Queue, 'send'>;
  readonly post: (
    url: string,
    message: WebhookMessage,
    headers: Record<string, string>,
    now: number,
  ) => Promise<Attempt>;
  /** ms since 1970 */
  readonly now: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** The most attempts in flight to one webhook in one batch. */
const AT_ONCE = 2;
/** No attempt starts later in a batch: a slow receiver does not keep the function from its next batch. */
const BATCH_MS = 5_000;
/** The bound of the pause of a delivery that had no attempt in its batch. */
const DEFERRED_S = 5;

/**
 * Handles a batch of deliveries to users. Each webhook has up to two attempts at a time. Deliveries that
 * a slow receiver leaves no time for wait a few seconds. A failed one becomes a new message, which the
 * queue hides until the next attempt.
 * @returns the partial batch response: the messages that Lambda must retry
 */
export async function deliverToUsers(
  ports: UserDeliveryPorts,
  records: readonly QueueRecord[],
): Promise<BatchResponse> {
  const failed: string[] = [];
  const begun = ports.now();
  const take = async (record: QueueRecord) => {
    try {
      const delivery = UserDelivery.parse(JSON.parse(record.body));
      const isLate = ports.now() - begun >= BATCH_MS;
      await (isLate ? requeue(ports, delivery, Math.ceil(ports.random() * DEFERRED_S)) : deliver(ports, delivery));
    } catch (error) {
      failed.push(record.messageId);
      logger.error('message not taken', { message_id: record.messageId, error: asError(error) });
    }
  };
  const ofEach = Object.values(Object.groupBy(records, webhookOf));
  await Promise.all(ofEach.map((of = []) => sideBySide(AT_ONCE, of, take)));
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

function webhookOf({ body, messageId }: QueueRecord): string {
  try {
    return UserDelivery.parse(JSON.parse(body)).webhook;
  } catch {
    return messageId;
  }
}

/**
 * Attempts a delivery.
 * @throws Error if it is neither recorded nor in the queue afterwards
 */
async function deliver(ports: UserDeliveryPorts, delivery: UserDelivery): Promise<void> {
  const { owner, webhook: id, event, since, failures } = delivery;
  const fields = { webhook: id, event: event.id };
  const webhook = await find(ports, delivery);
  if (!webhook) return logger.info('delivery dropped: the webhook was removed', fields);
  const state = { webhook: id, event, since };
  if (webhook.disabled) {
    await ports.recorded.record({ ...state, status: 'failed', attempts: failures });
    return logger.info('delivery dropped: the webhook is disabled', fields);
  }
  const at = ports.now();
  const attempt = await attemptOf(ports, webhook, delivery, at);
  if (!attempt) return logger.info('delivery dropped: the webhook was removed', fields);
  const last = lastAttemptOf(attempt, at, ports.now() - at);
  putUserDelivery(attempt.delivered);
  if (attempt.delivered) {
    await ports.recorded.record({ ...state, status: 'delivered', attempts: failures + 1, last });
    if (healthChange(webhook, attempt, at) === 'recovered') await ports.webhooks.recovered(owner, id);
    return logger.info('delivered', { ...fields, failures });
  }
  const change = healthChange(webhook, attempt, at);
  if (change === 'failing') await ports.webhooks.failing(owner, id, at);
  const reason = attempt.gone ? 'gone' : 'failing';
  if (change === 'disable' && (await ports.webhooks.disable(owner, id, { reason, now: at, read: webhook })))
    logger.warn('webhook disabled', { ...fields, reason });
  const [now, random] = [ports.now(), ports.random()];
  const seconds = change === 'disable' ? undefined : secondsToNextAttempt(delivery, attempt, { now, random });
  const isCurrent = await ports.recorded.record({
    ...state,
    attempts: failures + 1,
    last,
    ...(seconds === undefined
      ? { status: 'failed' }
      : { status: 'pending', nextAttemptAt: new Date(now + seconds * 1_000).toISOString() }),
  });
  logger.info(seconds === undefined ? 'delivery given up' : 'delivery failed', { ...fields, failures: failures + 1 });
  // Its user has sent it again: another message goes on.
  if (isCurrent && seconds !== undefined) await requeue(ports, { ...delivery, failures: failures + 1 }, seconds);
}

/** A webhook that is new may be missing in an eventually consistent read. */
async function find(
  { webhooks }: UserDeliveryPorts,
  { owner, webhook }: UserDelivery,
): Promise<UserWebhook | undefined> {
  const named = ({ id }: UserWebhook) => id === webhook;
  return (await webhooks.glimpse(owner)).find(named) ?? (await webhooks.of(owner)).find(named);
}

/** @returns undefined if the webhook has no secrets: it is being removed */
async function attemptOf(
  { post, secrets }: UserDeliveryPorts,
  { url }: UserWebhook,
  { webhook, event }: UserDelivery,
  at: number,
): Promise<Attempt | undefined> {
  const signing = signingSecrets(await secrets.of(webhook), at);
  if (signing.length === 0) return undefined;
  const message = userWebhookMessage(event);
  const headers = signedHeaders(
    message,
    signing.map(({ secret }) => secret),
    at,
  );
  return post(url, message, headers, at);
}

async function requeue({ deliveries }: UserDeliveryPorts, delivery: UserDelivery, seconds: number): Promise<void> {
  const refused = await deliveries.send([queuedForUser(delivery, seconds)]);
  if (refused.size > 0) throw notTaken(refused, 'the queue did not take the delivery again');
}
