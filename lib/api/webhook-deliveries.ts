import * as z from 'zod/mini';
import { component, doc } from '../domain/doc.ts';
import { TxId } from '../domain/transfer.ts';
import { DeliveryStatus } from '../domain/user-delivery.ts';
import { fields } from './fields.ts';
import { IdempotencyHeaders } from './idempotency-key.ts';
import { LinkHeader, pageQuery } from './page.ts';
import { route } from './route.ts';
import { ownWebhookPath } from './user-webhooks.ts';

export const WebhookDelivery = component(
  'WebhookDelivery',
  z.strictObject({
    delivery_id: doc(fields.txId, 'Id of the event: `webhook-id` of its messages. It sorts by the time of the event.'),
    type: doc(z.string(), 'Type of the event.', 'transfer.final'),
    wallet_id: doc(z.optional(fields.walletId), 'The wallet that the event is about.'),
    TxID: doc(z.optional(fields.txId), 'Id of the transfer that the event is about.'),
    key_id: doc(z.optional(fields.txId), 'Id of your key that the event is about.'),
    status: doc(
      DeliveryStatus,
      'pending: another attempt follows. delivered: your receiver responded with 2xx. failed: no further attempt follows, unless you send it again.',
      'delivered',
    ),
    attempts: doc(z.int().check(z.nonnegative()), 'The number of attempts since it was sent, or sent again.', 1),
    last_attempt_at: doc(z.optional(fields.time), 'When the last attempt began.'),
    response_status: doc(z.optional(z.int()), 'The status of the response to it, if there was one.', 200),
    duration_ms: doc(z.optional(z.int()), 'How long it took, in ms.', 42),
    error: doc(z.optional(z.string()), 'Why it failed.', 'the response was 503'),
    next_attempt_at: doc(z.optional(fields.time), 'When the next attempt is due.'),
  }),
  { description: 'The delivery of an event to a webhook, as it stands.' },
);
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

const common = { tag: 'Webhooks', caller: 'user' } as const;

export const webhookDeliveries = route({
  ...common,
  route: 'GET /api/user/webhooks/{WebhookID}/deliveries',
  operationId: 'webhookDeliveries',
  summary: 'List the deliveries to a webhook',
  description: 'The newest events first, from their first attempt on, for 30 days.',
  rateLimit: 'reads',
  input: z.object({ path: z.object(ownWebhookPath), query: pageQuery(TxId) }),
  responses: { 200: { description: 'A page of deliveries.', body: z.array(WebhookDelivery), headers: LinkHeader } },
  errors: ['webhook_not_found'],
});

export const resendDelivery = route({
  ...common,
  route: 'POST /api/user/webhooks/{WebhookID}/deliveries/{DeliveryID}/resend',
  operationId: 'resendDelivery',
  summary: 'Send a delivery again',
  description:
    'With the same `webhook-id` and the same body, signed anew. The attempts of 24 hours begin again. A disabled webhook receives nothing.',
  rateLimit: 'writes',
  input: z.object({
    path: z.object({
      ...ownWebhookPath,
      DeliveryID: doc(z.string(), 'Id of a delivery to the webhook.', '01KABZ5ZD6T8S0QFVJ0Q1N2M3P'),
    }),
    headers: IdempotencyHeaders,
  }),
  responses: { 202: { description: 'It is sent soon.', body: WebhookDelivery } },
  errors: ['webhook_not_found', 'delivery_not_found', 'idempotency_key_reused', 'unavailable'],
});

export const testWebhook = route({
  ...common,
  route: 'POST /api/user/webhooks/{WebhookID}/test',
  operationId: 'testWebhook',
  summary: 'Send a test to a webhook',
  description: 'An event of the type `webhook.test`, which every webhook receives.',
  rateLimit: 'writes',
  input: z.object({ path: z.object(ownWebhookPath), headers: IdempotencyHeaders }),
  responses: { 202: { description: 'It is sent soon.', body: WebhookDelivery } },
  errors: ['webhook_not_found', 'idempotency_key_reused', 'unavailable'],
});
