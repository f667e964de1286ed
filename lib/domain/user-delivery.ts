import * as z from 'zod/mini';
import { CurrencyCode } from './currency.ts';
import type { Attempt, WebhookMessage } from './delivery.ts';
import { UserEvent } from './user-event-envelope.ts';

/** The delivery of one event to one webhook of a user, as the queue stores it until the next attempt. */
export type UserDelivery = z.infer<typeof UserDelivery>;
export const UserDelivery = z.object({
  owner: z.string(),
  webhook: z.string(),
  event: UserEvent,
  /** The timestamp of its first message in the queue. A user who sends it again makes a later one. */
  since: z.iso.datetime(),
  /** The number of failed attempts. */
  failures: z.int().check(z.nonnegative()),
});

/** A wait for the entry of a transfer in the statement of a wallet. */
export type AwaitedEntry = z.infer<typeof AwaitedEntry>;
export const AwaitedEntry = z.object({
  await_entry: z.object({
    wallet_id: z.string(),
    TxID: z.string(),
    /** Absent in messages of the version before. */
    currency: z.optional(CurrencyCode),
    initiated_at: z.iso.datetime(),
    since: z.iso.datetime(),
    failures: z.int().check(z.nonnegative()),
  }),
});

/** A look at what came of a request to freeze a wallet, to lift a freeze, or to close it. */
export type AwaitedFreeze = z.infer<typeof AwaitedFreeze>;
export const AwaitedFreeze = z.object({
  await_freeze: z.object({
    wallet_id: z.string(),
    /** The version of the controls before. */
    version: z.int(),
    since: z.iso.datetime(),
    failures: z.int().check(z.nonnegative()),
  }),
});

export const DeliveryStatus = z.enum(['pending', 'delivered', 'failed']);
export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

/** A delivery as its user sees it. Times are RFC 3339. */
export interface RecordedDelivery {
  readonly webhookId: string;
  readonly event: UserEvent;
  readonly status: DeliveryStatus;
  /** The number of attempts since `since`. */
  readonly attempts: number;
  /** When the attempts began that are listed. */
  readonly since: string;
  readonly last?: LastAttempt | undefined;
  readonly nextAttemptAt?: string | undefined;
}

/** The last attempt of a delivery. */
export interface LastAttempt {
  readonly at: string;
  readonly durationMs: number;
  /** The status of the response, if there was one. */
  readonly status?: number | undefined;
  /** Why it failed. */
  readonly reason?: string | undefined;
}

/** For so long a delivery is listed. */
export const DELIVERY_LISTED_MS = 30 * 24 * 3_600_000;

/** The time of an event, from which on its delivery is listed. */
export function listedUntil({ timestamp }: UserEvent): number {
  return Date.parse(timestamp) + DELIVERY_LISTED_MS;
}

/** The message to a user's receiver. Its id is the event's in every attempt. */
export function userWebhookMessage({ id, type, timestamp, data }: UserEvent): WebhookMessage {
  return { id, body: JSON.stringify({ type, timestamp, data }) };
}

/** @param at ms since 1970 */
export function lastAttemptOf(attempt: Attempt, at: number, durationMs: number): LastAttempt {
  return {
    at: new Date(at).toISOString(),
    durationMs,
    ...(attempt.status !== undefined && { status: attempt.status }),
    ...(!attempt.delivered && { reason: attempt.reason }),
  };
}
