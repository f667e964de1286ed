import * as z from 'zod/mini';
import { Accepted } from './accepted.ts';
import { IdempotencyHeaders } from './idempotency-key.ts';
import { route } from './route.ts';
import { TransactionDetail } from './transaction-detail.ts';
import { TransferRequest } from './transfer-request.ts';
import { PreferenceApplied, WaitHeaders } from './wait-preference.ts';

export const doTransaction = route({
  route: 'POST /api/user/do_transaction',
  operationId: 'doTransaction',
  summary: 'Transfer money',
  description:
    'The response comes as soon as the transfer is stored. The transfer then reaches a final status, even if servers fail. A transfer to several payees (`to`) pays all of them or none, on any shards. A transfer that is impossible is accepted too, and ends INVALID: a payee does not exist, or the payer lacks the funds. Without an `Idempotency-Key` a repeated request is another transfer. With the same key, the response has the current status of the first transfer. With `Prefer: wait=5` the response comes when the transfer is final, or after 5 seconds as usual. With `capture: "manual"` the money is held, and the transfer stays PROCESSING until the payee captures or voids it, or it expires. A payment above the `approval_above` of its wallet is held, too, until a second person approves or rejects it. A user with a second factor confirms the session before a large payment: otherwise the response is 403 `step_up_required`. A stage may ask for it at new payees, too.',
  tag: 'Transfers',
  caller: 'user',
  keys: 'pay',
  rateLimit: 'writes',
  input: z.object({ body: TransferRequest, headers: z.extend(IdempotencyHeaders, WaitHeaders.shape) }),
  responses: {
    200: {
      description:
        'The transfer is final, or authorised, or waits for an approval, which the request preferred to wait for.',
      body: TransactionDetail,
      headers: PreferenceApplied,
      links: { balance: { operationId: 'balance', parameters: { id: '$request.body#/from_id' } } },
    },
    202: {
      description: 'The transfer is accepted.',
      body: Accepted,
      headers: PreferenceApplied,
      links: {
        transaction: {
          operationId: 'transaction',
          parameters: { id: '$request.body#/from_id', TxID: '$response.body#/TxID' },
        },
        balance: { operationId: 'balance', parameters: { id: '$request.body#/from_id' } },
      },
    },
  },
  errors: [
    'step_up_required',
    'spending_limit_exceeded',
    'wallet_not_found',
    'approval_excludes_capture',
    'idempotency_key_reused',
  ],
});
