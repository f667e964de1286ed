import * as z from 'zod';
import { Amount } from '../domain/amount.ts';
import { TxId } from '../domain/transfer.ts';
import { WalletId } from '../domain/wallet-id.ts';
import { fields } from './fields.ts';
import { IdempotencyHeaders } from './idempotency-key.ts';
import { LinkHeader, pageQuery } from './page.ts';
import { route } from './route.ts';
import { ownWalletPath } from './wallets.ts';

const Order = z
  .strictObject({ from_id: WalletId, to_id: WalletId.meta({ example: '42' }), amount: Amount })
  .refine((order) => order.from_id !== order.to_id, {
    path: ['to_id'],
    message: 'must not be the same wallet as from_id',
  });

export const Accepted = z.strictObject({ TxID: fields.txId, status: z.literal('PENDING') }).meta({ id: 'Accepted' });
export type Accepted = z.infer<typeof Accepted>;

export const Transaction = z
  .strictObject({
    wallet_id: fields.walletId,
    TxID: fields.txId,
    amount: fields.signedAmount,
    ammount: fields.signedAmount.meta({
      description: 'The misspelling of `amount` in the first specification.',
      deprecated: true,
    }),
    status: fields.status,
    note: fields.statusNote,
    initiated_at: fields.time,
  })
  .meta({ id: 'Transaction', description: 'A transfer as one of its wallets sees it.' });
export type Transaction = z.infer<typeof Transaction>;

export const TransactionDetail = z
  .strictObject({
    ...Transaction.shape,
    from_id: fields.walletId,
    to_id: fields.walletId,
    timeline: z
      .array(
        z.union([
          z.strictObject({ at: fields.time, status: fields.status }),
          z.strictObject({ at: fields.time, decision: fields.decision }),
        ]),
      )
      .meta({ description: 'Everything that happened to it, oldest first.' }),
  })
  .meta({ id: 'TransactionDetail' });
export type TransactionDetail = z.infer<typeof TransactionDetail>;

export const doTransaction = route({
  route: 'POST /api/user/do_transaction',
  operationId: 'doTransaction',
  summary: 'Transfer money',
  description:
    'Accepted as soon as it is in the journal; from then on it comes to a final status, whatever fails on the way. A transfer that cannot happen (no such payee, not enough funds) is accepted too, and ends INVALID. Without an Idempotency-Key a repeated request is another transfer.',
  tag: 'Transfers',
  caller: 'user',
  input: z.object({ body: Order, headers: IdempotencyHeaders }),
  answers: {
    202: {
      description: 'Accepted.',
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
  refusals: ['wallet_not_found', 'idempotency_key_reused'],
});

export const transactions = route({
  route: 'GET /api/user/transactions/{id}',
  operationId: 'transactions',
  summary: "List a wallet's transactions",
  description: 'Oldest first. The payee sees a transfer once it is decided to happen.',
  tag: 'Transfers',
  caller: 'user',
  input: z.object({ path: z.object(ownWalletPath), query: pageQuery(TxId) }),
  answers: {
    200: { description: 'A page.', body: z.array(Transaction), headers: LinkHeader },
    204: { description: 'There are none.' },
  },
  refusals: ['wallet_not_found'],
});

export const transaction = route({
  route: 'GET /api/user/transactions/{id}/{TxID}',
  operationId: 'transaction',
  summary: 'Read one transaction with its timeline',
  tag: 'Transfers',
  caller: 'user',
  input: z.object({
    path: z.object({
      ...ownWalletPath,
      TxID: z.string().meta({ description: 'A transaction of the wallet.', example: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P' }),
    }),
  }),
  answers: { 200: { description: 'The transaction.', body: TransactionDetail } },
  refusals: ['wallet_not_found', 'transaction_not_found'],
});
