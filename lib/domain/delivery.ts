import * as z from 'zod/mini';
import type { AuthorisedWebhook } from './authorised-event.ts';
import type { AwaitsApprovalWebhook } from './awaits-approval-event.ts';
import { EVENT_SOURCE, EVENT_TYPES } from './event-type.ts';
import { type Backoff, pauseAfter } from './full-jitter.ts';
import {
  isAwaitsApprovalEvent,
  isFinalEvent,
  isTransferEvent,
  type PublishedEvent,
  QueuedPublishedEvent,
  timestampOf,
  typeOf,
} from './published-event.ts';
import { recordedEventId, recordedWebhook } from './recorded-event.ts';
import type { TransferWebhook } from './transfer-event.ts';

/** An event as a rule of EventBridge puts it into a queue. */
export const BusEnvelope = z.object({
  source: z.literal(EVENT_SOURCE),
  'detail-type': z.enum(EVENT_TYPES),
  detail: QueuedPublishedEvent,
});

/** An event as a queue has it. */
export function envelopeOf(event: PublishedEvent): z.input<typeof BusEnvelope> {
  return { source: EVENT_SOURCE, 'detail-type': typeOf(event), detail: event };
}

/** The delivery of one event to one subscription, as the queue stores it until the next attempt. */
export type Delivery = z.infer<typeof Delivery>;
export const Delivery = z.object({
  subscription: z.string(),
  event: QueuedPublishedEvent,
  /** The timestamp of its first message in the queue. */
  since: z.iso.datetime(),
  /** The number of failed attempts. */
  failures: z.int().check(z.nonnegative()),
});

/** A delivery that was given up, as the queue of undelivered events stores it. */
export type Undelivered = z.infer<typeof Undelivered>;
export const Undelivered = z.extend(Delivery, { reason: z.string(), given_up_at: z.iso.datetime() });

/** The delivery of an event to a subscription before its first attempt. @param now ms since 1970 */
export function newDelivery(subscription: string, event: PublishedEvent, now: number): Delivery {
  return { subscription, event, since: new Date(now).toISOString(), failures: 0 };
}

/**
 * The message to a receiver. Its id is that of the event in every attempt, so receivers deduplicate by
 * it.
 */
export interface WebhookMessage {
  readonly id: string;
  /** JSON */
  readonly body: string;
}

/** The id of the final event is the transfer's. That of another event has its own, or it would be a duplicate. */
export function webhookMessage(event: PublishedEvent): WebhookMessage {
  if (!isTransferEvent(event)) return { id: recordedEventId(event), body: JSON.stringify(recordedWebhook(event)) };
  const timestamp = timestampOf(event);
  if (isFinalEvent(event)) {
    const body: TransferWebhook = { type: 'transfer.final', timestamp, data: event };
    return { id: event.TxID, body: JSON.stringify(body) };
  }
  if (isAwaitsApprovalEvent(event)) {
    const body: AwaitsApprovalWebhook = { type: 'transfer.awaits_approval', timestamp, data: event };
    return { id: `${event.TxID}-awaits-approval`, body: JSON.stringify(body) };
  }
  const body: AuthorisedWebhook = { type: 'transfer.authorised', timestamp, data: event };
  return { id: `${event.TxID}-authorised`, body: JSON.stringify(body) };
}

/** The longest pause is the longest delay of a message in SQS. */
export const DELIVERY_BACKOFF: Backoff = { firstMs: 1_000, longestMs: 900_000 };
export const GIVEN_UP_AFTER_MS = 24 * 3_600_000;

/** The result of an attempt. */
export type Attempt =
  | {
      readonly delivered: true;
      /** The status of the response, if there was one. */
      readonly status?: number;
    }
  | {
      readonly delivered: false;
      readonly status?: number;
      /** It never contains the address, which may have a token of the receiver. */
      readonly reason: string;
      /** The receiver wants no more messages (410 Gone). */
      readonly gone?: boolean;
      /** The minimal pause before the next attempt, from Retry-After. */
      readonly retryAfterMs?: number;
    };
export type FailedAttempt = Exclude<Attempt, { delivered: true }>;

/**
 * The pause before the next attempt of a delivery, in whole seconds.
 * @param attempt the failed one
 * @param now ms since 1970
 * @param random from 0 to below 1
 * @returns undefined if the delivery is given up: the receiver is gone, or the first attempt was 24
 *   hours ago
 */
export function secondsToNextAttempt(
  { since, failures }: Pick<Delivery, 'since' | 'failures'>,
  { gone = false, retryAfterMs = 0 }: FailedAttempt,
  { now, random }: { now: number; random: number },
): number | undefined {
  if (gone || now - Date.parse(since) >= GIVEN_UP_AFTER_MS) return undefined;
  const pause = Math.max(pauseAfter(failures + 1, DELIVERY_BACKOFF, random), retryAfterMs);
  return Math.ceil(Math.min(pause, DELIVERY_BACKOFF.longestMs) / 1_000);
}
