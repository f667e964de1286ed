import * as z from 'zod/mini';
import { Amount } from '../domain/amount.ts';
import { component, doc } from '../domain/doc.ts';
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

export const Transaction = component(
  'Transaction',
  z.strictObject({
    wallet_id: fields.walletId,
    TxID: fields.txId,
    amount: fields.signedAmount,
    ammount: doc(fields.signedAmount, 'The same as `amount`, as the first version spelled it.', '-50', {
      deprecated: true,
    }),
    status: fields.status,
    note: fields.statusNote,
    reference: z.optional(fields.reference),
    payer_note: z.optional(fields.payerNote),
    initiated_at: fields.time,
    committed_at: doc(
      z.optional(fields.time),
      'When the transfer was decided to commit: from then on it counts in the balance at a time. Absent if it is not.',
    ),
    from_id: doc(fields.walletId, 'Id of the wallet that pays.'),
    to_id: doc(fields.walletId, 'Id of the wallet that receives the money.', '42'),
  }),
  { description: 'A transfer from the side of one of its two wallets.' },
);
export type Transaction = z.infer<typeof Transaction>;

const ofSide = { at: fields.time, wallet_id: fields.walletId };
const TimelineEntry = component(
  'TimelineEntry',
  z.union([
    z.strictObject({ at: fields.time, status: fields.status }),
    z.strictObject({ at: fields.time, decision: fields.decision }),
    z.strictObject({ ...ofSide, held: fields.held, shard: fields.shard }),
    z.strictObject({ ...ofSide, refused: fields.refused, shard: fields.shard }),
    z.strictObject({ ...ofSide, unconfirmed: fields.unconfirmed }),
    z.strictObject({
      ...ofSide,
      settled: fields.settled,
      shard: fields.shard,
      earlier: z.optional(fields.settledEarlier),
    }),
  ]),
  {
    description:
      'An event of a transfer: a status, the decision, or what a shard responded about one side. Events of other kinds may be added.',
  },
);
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const TransactionDetail = component(
  'TransactionDetail',
  z.strictObject({
    ...Transaction.shape,
    timeline: doc(
      z.array(TimelineEntry),
      'Every status of the transfer, its decision, and when each side was held and settled, oldest first.',
      [
        { at: '2026-11-23T10:15:30.123Z', status: 'PENDING' },
        { at: '2026-11-23T10:15:30.171Z', status: 'PROCESSING' },
        { at: '2026-11-23T10:15:30.226Z', held: 'debit', wallet_id: '41', shard: 1 },
        { at: '2026-11-23T10:15:30.231Z', held: 'credit', wallet_id: '42', shard: 0 },
        { at: '2026-11-23T10:15:30.284Z', decision: 'COMMIT' },
        { at: '2026-11-23T10:15:30.337Z', settled: 'debit', wallet_id: '41', shard: 1 },
        { at: '2026-11-23T10:15:30.342Z', settled: 'credit', wallet_id: '42', shard: 0 },
        { at: '2026-11-23T10:15:30.396Z', status: 'SUCCESSFUL' },
      ],
    ),
  }),
  { description: 'A transfer from the side of one of its two wallets, with its timeline.' },
);
export type TransactionDetail = z.infer<typeof TransactionDetail>;

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

export const transaction = route({
  route: 'GET /api/user/transactions/{id}/{TxID}',
  operationId: 'transaction',
  summary: 'Get a transaction with its timeline',
  tag: 'Transfers',
  caller: 'user',
  rateLimit: 'reads',
  input: z.object({
    path: z.object({
      ...ownWalletPath,
      TxID: doc(z.string(), 'Id of a transaction of the wallet.', '01KABZ5ZD6T8S0QFVJ0Q1N2M3P'),
    }),
  }),
  responses: { 200: { description: 'The transaction.', body: TransactionDetail } },
  errors: ['wallet_not_found', 'transaction_not_found'],
});
