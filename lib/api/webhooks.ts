import * as z from 'zod/mini';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { TransferWebhook } from '../domain/transfer-event.ts';
import { contentOf } from './document.ts';

/** What is sent to others, and how they know that it is true: the headers are those of the Standard Webhooks specification. */
export const webhooks: ZodOpenApiPathsObject = {
  transferFinal: {
    post: {
      operationId: 'transferFinal',
      summary: 'A transfer has come to its final status',
      description:
        'Once or more for each transfer, in no order: `TxID` says what came before. On AWS the same `data` is the detail of an event on EventBridge. Anything but a 2xx within 10 seconds is tried again.',
      tags: ['Events'],
      security: [],
      requestParams: {
        header: z.object({
          'webhook-id': z.string().check(
            z.meta({
              description: "The transfer's TxID: the same when it is sent again.",
              example: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P',
            }),
          ),
          'webhook-timestamp': z
            .string()
            .check(z.meta({ description: 'When it was sent, in seconds since 1970.', example: '1795427700' })),
          'webhook-signature': z.string().check(
            z.meta({
              description:
                '`v1,` and the HMAC-SHA256, in base64, of `<id>.<timestamp>.<body>` under the shared secret.',
              example: 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
            }),
          ),
        }),
      },
      requestBody: {
        required: true,
        content: contentOf(TransferWebhook, 'application/json'),
      },
      responses: {
        '2XX': { description: 'Received.' },
      },
    },
  },
};
