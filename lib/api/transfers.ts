import * as z from 'zod/mini';
import { Amount } from '../domain/amount.ts';
import { PayerNote, Reference } from '../domain/transfer-texts.ts';
import { WalletId } from '../domain/wallet-id.ts';
import { fields } from './fields.ts';
import { IdempotencyHeaders } from './idempotency-key.ts';
import { LinkHeader } from './page.ts';
import { route } from './route.ts';
import { transferListQuery } from './transfer-list.ts';
import { ownWalletPath } from './wallets.ts';

const TransferRequest = z
  .strictObject({
    from_id: WalletId,
    to_id: WalletId.check(z.meta({ example: '42' })),
    amount: Amount,
    reference: z.optional(Reference),
    note: z.optional(PayerNote),
  })
  .check(
    z.refine((order) => order.from_id !== order.to_id, {
      path: ['to_id'],
      message: 'must not be the same wallet as from_id',
    }),
  );

export const Accepted = z
  .strictObject({ TxID: fields.txId, status: fields.status })
  .check(z.meta({ id: 'Accepted', example: { TxID: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P', status: 'PENDING' } }));
export type Accepted = z.infer<typeof Accepted>;

export const Transaction = z
  .strictObject({
    wallet_id: fields.walletId,
    TxID: fields.txId,
    amount: fields.signedAmount,
    ammount: fields.signedAmount.check(
      z.meta({
        description: 'The misspelling of `amount` in the first specification.',
        example: '-50',
        deprecated: true,
      }),
    ),
    status: fields.status,
    note: fields.statusNote,
    reference: z.optional(fields.reference),
    payer_note: z.optional(fields.payerNote),
    initiated_at: fields.time,
  })
  .check(z.meta({ id: 'Transaction', description: 'A transfer as one of its wallets sees it.' }));
export type Transaction = z.infer<typeof Transaction>;

export const TransactionDetail = z
  .strictObject({
    ...Transaction.shape,
    from_id: fields.walletId,
    to_id: fields.walletId.check(z.meta({ example: '42' })),
    timeline: z
      .array(
        z.union([
          z.strictObject({ at: fields.time, status: fields.status }),
          z.strictObject({ at: fields.time, decision: fields.decision }),
        ]),
      )
      .check(
        z.meta({
          description: 'Everything that happened to it, oldest first.',
          example: [
            { at: '2026-11-23T10:15:30.123Z', status: 'PENDING' },
            { at: '2026-11-23T10:15:30.171Z', status: 'PROCESSING' },
            { at: '2026-11-23T10:15:30.284Z', decision: 'COMMIT' },
            { at: '2026-11-23T10:15:30.396Z', status: 'SUCCESSFUL' },
          ],
        }),
      ),
  })
  .check(z.meta({ id: 'TransactionDetail' }));
export type TransactionDetail = z.infer<typeof TransactionDetail>;

export const doTransaction = route({
  route: 'POST /api/user/do_transaction',
  operationId: 'doTransaction',
  summary: 'Transfer money',
  description:
    'Accepted as soon as it is in the journal; from then on it comes to a final status, whatever fails on the way. A transfer that cannot happen (no such payee, not enough funds) is accepted too, and ends INVALID. Without an Idempotency-Key a repeated request is another transfer; with it, the response has the status that the transfer has reached since.',
  tag: 'Transfers',
  caller: 'user',
  rateLimit: 'writes',
  input: z.object({ body: TransferRequest, headers: IdempotencyHeaders }),
  responses: {
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
  errors: ['wallet_not_found', 'idempotency_key_reused'],
});

export const transactions = route({
  route: 'GET /api/user/transactions/{id}',
  operationId: 'transactions',
  summary: "List a wallet's transactions",
  description:
    'Oldest first, unless asked otherwise. The payee sees a transfer once it is decided to happen. One request looks at 1,000 transfers at the most: with a filter that few of them pass a page may be short, or empty, and still lead to a next one.',
  tag: 'Transfers',
  caller: 'user',
  rateLimit: 'reads',
  input: z.object({ path: z.object(ownWalletPath), query: transferListQuery() }),
  responses: {
    200: { description: 'A page.', body: z.array(Transaction), headers: LinkHeader },
    204: { description: 'There are none, and no next page.' },
  },
  errors: ['wallet_not_found'],
});

export const transaction = route({
  route: 'GET /api/user/transactions/{id}/{TxID}',
  operationId: 'transaction',
  summary: 'Read one transaction with its timeline',
  tag: 'Transfers',
  caller: 'user',
  rateLimit: 'reads',
  input: z.object({
    path: z.object({
      ...ownWalletPath,
      TxID: z
        .string()
        .check(z.meta({ description: 'A transaction of the wallet.', example: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P' })),
    }),
  }),
  responses: { 200: { description: 'The transaction.', body: TransactionDetail } },
  errors: ['wallet_not_found', 'transaction_not_found'],
});
