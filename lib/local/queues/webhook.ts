import * as z from 'zod';
import { EVENT_TYPES } from '../../domain/event-type.ts';
import type { WebhookSubscriptions } from '../../domain/webhook-subscription.ts';

/** The webhook of this start, with its secret. */
export type Webhook = z.infer<typeof Webhook>;
export const Webhook = z.object({ url: z.string(), secret: z.string() });

/** The name of the subscription that `npm start -- --webhook URL` makes. */
export const STARTED_WITH = 'start';

/** The stored subscriptions, where the one of this start replaces that of the previous start. */
export function withWebhook(
  stored: WebhookSubscriptions,
  webhook: Webhook | undefined,
  now: number,
): WebhookSubscriptions {
  const others = stored.subscriptions.filter(({ id }) => id !== STARTED_WITH);
  if (!webhook) return { subscriptions: others };
  const secrets = [{ secret: webhook.secret, added_at: new Date(now).toISOString() }];
  return { subscriptions: [...others, { id: STARTED_WITH, url: webhook.url, types: [...EVENT_TYPES], secrets }] };
}
