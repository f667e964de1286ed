import { signedHeaders } from '../auth/webhook-signature.ts';
import {
  type Attempt,
  BusEnvelope,
  Delivery,
  envelopeOf,
  type FailedAttempt,
  newDelivery,
  secondsToNextAttempt,
  type Undelivered,
  type WebhookMessage,
  webhookMessage,
} from '../domain/delivery.ts';
import { type PublishedEvent, subjectOf, typeOf } from '../domain/published-event.ts';
import type { WebhookSubscription } from '../domain/webhook-subscription.ts';
import { asError, logger } from '../observability/logger.ts';
import { putDelivery } from '../observability/metrics.ts';
import { notTaken, type Outgoing, type Queue } from '../remote/queue.ts';
import type { StoredSubscriptions } from '../remote/webhook-subscriptions.ts';
import type { UserWebhooks } from '../store/user-webhooks.ts';
import type { BatchResponse } from './publish-events.ts';

/** The dependencies of a delivery. */
export interface DeliveryPorts {
  readonly subscriptions: Pick<StoredSubscriptions, 'all' | 'find'>;
  /** The queue of the messages, also until their next attempt. */
  readonly deliveries: Pick<Queue, 'send'>;
  /** The webhooks of users, and the queue of the events for them. */
  readonly users: { readonly webhooks: Pick<UserWebhooks, 'any'>; readonly announcements: Pick<Queue, 'send'> };
  /** The queue of the deliveries that were given up. */
  readonly undelivered: Pick<Queue, 'send'>;
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

/** A message of a queue in the event of a function. */
export interface QueueRecord {
  readonly messageId: string;
  readonly body: string;
}

/**
 * Handles a batch of messages of the queue. An event of the bus becomes one message for each
 * subscription. A delivery is attempted once. A failed one becomes a new message, which the queue
 * hides until the next attempt.
 * @returns the partial batch response: the messages that Lambda must retry
 */
export async function deliverBatch(ports: DeliveryPorts, records: readonly QueueRecord[]): Promise<BatchResponse> {
  const failed = new Set<string>();
  const fail = (record: QueueRecord, error: unknown) => {
    failed.add(record.messageId);
    logger.error('message not taken', { message_id: record.messageId, error: asError(error) });
  };
  const events: [QueueRecord, PublishedEvent][] = [];
  const deliveries: [QueueRecord, Delivery][] = [];
  for (const record of records) {
    try {
      const body: unknown = JSON.parse(record.body);
      const delivery = Delivery.safeParse(body);
      if (delivery.success) deliveries.push([record, delivery.data]);
      else events.push([record, BusEnvelope.parse(body).detail]);
    } catch (error) {
      fail(record, error);
    }
  }
  await Promise.all([
    // Before the deliveries end, so that no event waits for a slow receiver.
    fanOut(ports, events, fail),
    passOn(ports, events, fail),
    ...deliveries.map(([record, delivery]) => deliver(ports, delivery).catch((error: unknown) => fail(record, error))),
  ]);
  const left = records.filter(({ messageId }) => failed.has(messageId));
  return { batchItemFailures: left.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** The message of a delivery in the queue. */
export function queued(delivery: Delivery, delaySeconds = 0): Outgoing {
  return { body: delivery, delaySeconds, group: delivery.subscription };
}

/** Queues a delivery of each event for every subscription to its type. */
async function fanOut(
  { subscriptions, deliveries, now }: DeliveryPorts,
  events: readonly [QueueRecord, PublishedEvent][],
  fail: (record: QueueRecord, error: unknown) => void,
): Promise<void> {
  if (events.length === 0) return;
  try {
    const all = await subscriptions.all(now());
    const made = events.flatMap(([record, event]) => {
      const wanting = all.filter(({ types }) => types.includes(typeOf(event)));
      return wanting.map(({ id }) => ({ record, id, event }));
    });
    const refused = await deliveries.send(made.map(({ id, event }) => queued(newDelivery(id, event, now()))));
    for (const [n, cause] of refused) {
      const record = made[n]?.record;
      if (record) fail(record, new Error('the queue did not take a delivery', { cause }));
    }
  } catch (error) {
    for (const [record] of events) fail(record, error);
  }
}

/** Queues the events for the webhooks of users, if there are any: another function finds whose they are. */
async function passOn(
  { users: { webhooks, announcements } }: DeliveryPorts,
  events: readonly [QueueRecord, PublishedEvent][],
  fail: (record: QueueRecord, error: unknown) => void,
): Promise<void> {
  if (events.length === 0) return;
  try {
    if (!(await webhooks.any())) return;
    const refused = await announcements.send(events.map(([, event]) => ({ body: envelopeOf(event) })));
    for (const [n, cause] of refused) {
      const [record] = events[n] ?? [];
      if (record) fail(record, new Error('the queue did not take an event', { cause }));
    }
  } catch (error) {
    for (const [record] of events) fail(record, error);
  }
}

/**
 * Attempts a delivery.
 * @throws Error if it is neither delivered nor in a queue afterwards
 */
async function deliver(ports: DeliveryPorts, delivery: Delivery): Promise<void> {
  const { subscription: id, event, since, failures } = delivery;
  const fields = { ...subjectOf(event), subscription: id };
  const subscription = await ports.subscriptions.find(id, Date.parse(since), ports.now());
  if (!subscription) return logger.info('delivery dropped: the subscription was removed', fields);
  const attempt = await attemptOf(ports, subscription, event);
  putDelivery(id, attempt.delivered);
  if (attempt.delivered) return logger.info('delivered', { ...fields, failures });
  const { reason } = attempt;
  const [now, random] = [ports.now(), ports.random()];
  const seconds = secondsToNextAttempt(delivery, attempt, { now, random });
  const next = { ...delivery, failures: failures + 1 };
  logger.warn(seconds === undefined ? 'delivery given up' : 'delivery failed', {
    ...fields,
    reason,
    failures: next.failures,
    ...(seconds !== undefined && { next_attempt_s: seconds }),
  });
  const refused =
    seconds === undefined
      ? await ports.undelivered.send([{ body: undelivered(next, attempt, now) }])
      : await ports.deliveries.send([queued(next, seconds)]);
  if (refused.size > 0) throw notTaken(refused, 'the queue did not take the delivery again');
}

function attemptOf(
  { post, now }: DeliveryPorts,
  { url, secrets }: WebhookSubscription,
  event: PublishedEvent,
): Promise<Attempt> {
  const message = webhookMessage(event);
  const at = now();
  const headers = signedHeaders(
    message,
    secrets.map(({ secret }) => secret),
    at,
  );
  return post(url, message, headers, at);
}

function undelivered(delivery: Delivery, { reason }: FailedAttempt, now: number): Undelivered {
  return { ...delivery, reason, given_up_at: new Date(now).toISOString() };
}
