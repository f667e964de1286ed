import * as z from 'zod/mini';
import { Amount } from '../domain/amount.ts';
import { doc } from '../domain/doc.ts';
import { Accepted } from './accepted.ts';
import { IdempotencyHeaders } from './idempotency-key.ts';
import { ownTransactionPath } from './own-wallet-path.ts';
import { route } from './route.ts';
import { TransactionDetail } from './transaction-detail.ts';
import { PreferenceApplied, WaitHeaders } from './wait-preference.ts';

const headers = z.extend(IdempotencyHeaders, WaitHeaders.shape);

/** Both end an authorised transfer, and respond with it. */
const responses = (what: string) => ({
  200: {
    description: `The transfer is final, which the request preferred to wait for, or was final before.`,
    body: TransactionDetail,
    headers: PreferenceApplied,
  },
  202: {
    description: `${what} The transfer then reaches a final status.`,
    body: Accepted,
    headers: PreferenceApplied,
    links: {
      transaction: {
        operationId: 'transaction',
        parameters: { id: '$request.path.id', TxID: '$response.body#/TxID' },
      },
    },
  },
});

export const captureTransaction = route({
  route: 'POST /api/user/transactions/{id}/{TxID}/capture',
  operationId: 'captureTransaction',
  summary: 'Capture an authorised transaction',
  description:
    'The owner of the wallet that receives the money captures it once, up to the amount that is authorised. The rest goes back to the payer. Repeating the request with the same amount has no further effect, and another amount is an error (409). If the shard of your wallet does not respond for 15 seconds, the transaction is authorised again.',
  tag: 'Transfers',
  caller: 'user',
  rateLimit: 'writes',
  input: z.object({
    path: z.object(ownTransactionPath),
    body: z.optional(
      z.strictObject({
        amount: z.optional(doc(Amount, 'How much to capture, in whole minor units. All of it by default.', '30')),
      }),
    ),
    headers,
  }),
  responses: responses('The capture is stored.'),
  errors: [
    'wallet_not_found',
    'transaction_not_found',
    'not_authorised',
    'already_captured',
    'already_voided',
    'hold_expired',
    'idempotency_key_reused',
  ],
});

export const voidTransaction = route({
  route: 'POST /api/user/transactions/{id}/{TxID}/void',
  operationId: 'voidTransaction',
  summary: 'Void an authorised transaction',
  description:
    'The owner of the wallet that would receive the money gives all of it back to the payer. The transaction ends FAILED. Repeating the request has no further effect. The payer cannot void it: it ends when it is captured, voided, or expired.',
  tag: 'Transfers',
  caller: 'user',
  rateLimit: 'writes',
  input: z.object({
    path: z.object(ownTransactionPath),
    body: z.optional(z.strictObject({})),
    headers,
  }),
  responses: responses('The void is stored.'),
  errors: [
    'wallet_not_found',
    'transaction_not_found',
    'not_authorised',
    'already_captured',
    'hold_expired',
    'capture_in_progress',
    'idempotency_key_reused',
  ],
});
