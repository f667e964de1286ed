import * as z from 'zod/mini';
import { Amount } from '../domain/amount.ts';
import { doc } from '../domain/doc.ts';
import { MAX_REFUNDS } from '../domain/refunds.ts';
import { Accepted } from './accepted.ts';
import { IdempotencyHeaders } from './idempotency-key.ts';
import { ownTransactionPath } from './own-wallet-path.ts';
import { route } from './route.ts';
import { TransactionDetail } from './transaction-detail.ts';
import { PreferenceApplied, WaitHeaders } from './wait-preference.ts';

const RefundRequest = z.strictObject({
  amount: doc(
    z.optional(Amount),
    'What to give back, in whole minor units, more than 0. By default all that is left.',
    '20',
  ),
});

const links = {
  transaction: {
    operationId: 'transaction',
    parameters: { id: '$request.path.id', TxID: '$response.body#/TxID' },
  },
};

export const refund = route({
  route: 'POST /api/user/transactions/{id}/{TxID}/refund',
  operationId: 'refund',
  summary: 'Refund a transaction that you received',
  description: `Starts a transfer from this wallet to the payer of the transaction, with \`refund_of\`. Refunds of one transaction never give back more than this wallet received: of two at once that together exceed it, one ends INVALID. A transaction has up to ${MAX_REFUNDS} refunds. A refund cannot be refunded. Without an \`Idempotency-Key\` a repeated request is another refund. With \`Prefer: wait=5\` the response comes when the refund is final, or after 5 seconds as usual.`,
  tag: 'Transfers',
  caller: 'user',
  keys: 'pay',
  rateLimit: 'writes',
  input: z.object({
    path: z.object(ownTransactionPath),
    body: RefundRequest,
    headers: z.extend(IdempotencyHeaders, WaitHeaders.shape),
  }),
  responses: {
    200: {
      description: 'The refund is final, which the request preferred to wait for.',
      body: TransactionDetail,
      headers: PreferenceApplied,
    },
    202: { description: 'The refund is accepted.', body: Accepted, headers: PreferenceApplied, links },
  },
  errors: [
    'spending_limit_exceeded',
    'wallet_not_found',
    'transaction_not_found',
    'not_refundable',
    'refund_exceeds',
    'idempotency_key_reused',
  ],
});
