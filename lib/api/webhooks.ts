import * as z from 'zod/mini';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { doc } from '../domain/doc.ts';
import { TransferWebhook } from '../domain/transfer-event.ts';
import { contentOf } from './document.ts';

/** The webhooks that the system sends, with the headers of the Standard Webhooks specification. */
export const webhooks: ZodOpenApiPathsObject = {
  transferFinal: {
    post: {
      operationId: 'transferFinal',
      summary: 'A transfer has reached its final status',
      description:
        'Delivered at least once and in any order; deduplicate by `TxID`. A delivery without a 2xx response within 10 seconds is repeated for 24 hours. On AWS the same `data` is the detail of an event on EventBridge.',
      tags: ['Events'],
      security: [],
      requestParams: {
        header: z.object({
          'webhook-id': doc(
            z.string(),
            'The TxID of the transfer. Repeated deliveries have the same id.',
            '01KABZ5ZD6T8S0QFVJ0Q1N2M3P',
          ),
          'webhook-timestamp': doc(z.string(), 'When the delivery was sent, in seconds since 1970.', '1795427700'),
          'webhook-signature': doc(
            z.string(),
            '`v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>` with the shared secret. While secrets rotate there is one for each, separated by a space.',
            'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
          ),
        }),
      },
      requestBody: {
        required: true,
        content: contentOf(TransferWebhook, 'application/json'),
      },
      responses: {
        '2XX': { description: 'The delivery is received.' },
      },
    },
  },
};
