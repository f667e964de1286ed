import * as z from 'zod/mini';
import { component } from '../domain/doc.ts';
import { fields } from './fields.ts';
import { IdempotencyHeaders } from './idempotency-key.ts';
import { ownWalletPath } from './own-wallet-path.ts';
import { LinkHeader } from './page.ts';
import { route } from './route.ts';
import { Transaction } from './transaction.ts';
import { transferListQuery } from './transfer-list.ts';
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

export const transactions = route({
  route: 'GET /api/user/transactions/{id}',
  operationId: 'transactions',
  summary: "List a wallet's transactions",
  description:
    'Oldest first by default. The payee sees a transfer once it is decided to commit. One request examines at most 1,000 transfers. With a filter that few transfers pass, a page may be short or empty and still lead to a next page.',
  tag: 'Transfers',
  caller: 'user',
  rateLimit: 'reads',
  input: z.object({ path: z.object(ownWalletPath), query: transferListQuery() }),
  responses: {
    200: { description: 'A page of transactions.', body: z.array(Transaction), headers: LinkHeader },
    204: { description: 'There are no transactions, and there is no next page.' },
  },
  errors: ['wallet_not_found'],
});
