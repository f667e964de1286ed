import * as z from 'zod/mini';
import type { Webhook } from '../../api/user-webhooks.ts';
import type { WebhookDelivery } from '../../api/webhook-deliveries.ts';
import type { RecordedDelivery } from '../../domain/user-delivery.ts';
import type { UserWebhook } from '../../domain/user-webhook.ts';

/** A webhook for its user. */
export function webhookView(webhook: UserWebhook): Webhook {
  const { id, url, types, description, createdAt, disabled, failingSince } = webhook;
  return {
    webhook_id: id,
    url,
    types: [...types],
    ...(description !== undefined && { description }),
    status: disabled ? 'disabled' : 'enabled',
    ...(disabled && { disabled_at: disabled.at, disabled_reason: disabled.reason }),
    ...(failingSince !== undefined && { failing_since: failingSince }),
    created_at: createdAt,
  };
}

/** What the event is about. */
const About = z.object({
  wallet_id: z.optional(z.string()),
  TxID: z.optional(z.string()),
  key_id: z.optional(z.string()),
});

/** A delivery for its user. */
export function deliveryView({ event, status, attempts, last, nextAttemptAt }: RecordedDelivery): WebhookDelivery {
  const { wallet_id, TxID, key_id } = About.parse(event.data);
  return {
    delivery_id: event.id,
    type: event.type,
    ...(wallet_id !== undefined && { wallet_id }),
    ...(TxID !== undefined && { TxID }),
    ...(key_id !== undefined && { key_id }),
    status,
    attempts,
    ...(last && {
      last_attempt_at: last.at,
      ...(last.status !== undefined && { response_status: last.status }),
      duration_ms: last.durationMs,
      ...(last.reason !== undefined && { error: last.reason }),
    }),
    ...(nextAttemptAt !== undefined && { next_attempt_at: nextAttemptAt }),
  };
}
