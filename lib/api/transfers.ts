import * as z from 'zod/mini';
import { Amount } from '../domain/amount.ts';
import { component, doc } from '../domain/doc.ts';
import { PayerNote, Reference } from '../domain/transfer-texts.ts';
import { WalletId } from '../domain/wallet-id.ts';
import { fields } from './fields.ts';
import { IdempotencyHeaders } from './idempotency-key.ts';
import { ownWalletPath } from './own-wallet-path.ts';
import { LinkHeader } from './page.ts';
import { route } from './route.ts';
import { Transaction } from './transaction.ts';
import { transferListQuery } from './transfer-list.ts';

const TransferRequest = z
  .strictObject({
    from_id: doc(WalletId, 'Id of the wallet that pays, which is one of yours.', '41'),
    to_id: doc(WalletId, 'Id of the wallet that receives the money.', '42'),
    amount: Amount,
    reference: z.optional(Reference),
    note: z.optional(PayerNote),
  })
  .check(
    z.refine(({ from_id, to_id }) => from_id !== to_id, {
      path: ['to_id'],
      message: 'must not be the same wallet as from_id',
    }),
  );

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
    'The response comes as soon as the transfer is stored. The transfer then reaches a final status, even if servers fail. A transfer that is impossible is accepted too, and ends INVALID: the payee does not exist, or the payer lacks the funds. Without an `Idempotency-Key` a repeated request is another transfer. With the same key, the response has the current status of the first transfer.',
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
