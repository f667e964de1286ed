import * as z from 'zod/mini';
import { component } from '../domain/doc.ts';
import { fields } from './fields.ts';
import { IdempotencyHeaders } from './idempotency-key.ts';
import { route } from './route.ts';
import { TransferRequest } from './transfer-request.ts';

export const Accepted = component('Accepted', z.strictObject({ TxID: fields.txId, status: fields.status }), {
  description: 'A transfer that is stored and reaches a final status.',
  example: { TxID: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P', status: 'PENDING' },
});
export type Accepted = z.infer<typeof Accepted>;

export const doTransaction = route({
  route: 'POST /api/user/do_transaction',
  operationId: 'doTransaction',
  summary: 'Transfer money',
  description:
    'The response comes as soon as the transfer is stored. The transfer then reaches a final status, even if servers fail. A transfer to several payees (`to`) pays all of them or none, on any shards. A transfer that is impossible is accepted too, and ends INVALID: a payee does not exist, or the payer lacks the funds. Without an `Idempotency-Key` a repeated request is another transfer. With the same key, the response has the current status of the first transfer.',
  tag: 'Transfers',
  caller: 'user',
  rateLimit: 'writes',
  input: z.object({ body: TransferRequest, headers: IdempotencyHeaders }),
  responses: {
    202: {
      description: 'The transfer is accepted.',
      body: Accepted,
      links: {
        transaction: {
          operationId: 'transaction',
          parameters: { id: '$request.body#/from_id', TxID: '$response.body#/TxID' },
        },
        balance: { operationId: 'balance', parameters: { id: '$request.body#/from_id' } },
      },
    },
  },
  errors: ['wallet_not_found', 'idempotency_key_reused'],
});
