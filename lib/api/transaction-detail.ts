import * as z from 'zod/mini';
import { component, doc } from '../domain/doc.ts';
import { APPROVAL_STEPS } from '../domain/timeline.ts';
import { exampleOf } from './example.ts';
import { fields } from './fields.ts';
import { ownTransactionPath } from './own-wallet-path.ts';
import { route } from './route.ts';
import { Transaction } from './transaction.ts';

const ofSide = { at: fields.time, wallet_id: doc(fields.walletId, 'Id of the wallet that this side is of.') };
const ApprovalStep = doc(z.enum(APPROVAL_STEPS), 'The payment was approved, or rejected, by a user.', 'approved');
const TimelineEntry = component(
  'TimelineEntry',
  z.union([
    z.strictObject({ at: fields.time, status: fields.status }),
    z.strictObject({ at: fields.time, decision: fields.decision }),
    z.strictObject({ at: fields.time, approval: ApprovalStep, by: doc(fields.userId, 'Id of the user.') }),
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

const Timeline = doc(
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
);

export const TransactionDetail = component(
  'TransactionDetail',
  z.strictObject({
    ...Transaction.shape,
    timeline: Timeline,
  }),
  {
    description: 'A transfer from the side of one of its wallets, with its timeline.',
    example: { ...Object(exampleOf(Transaction)), timeline: exampleOf(Timeline) },
  },
);
export type TransactionDetail = z.infer<typeof TransactionDetail>;

export const transaction = route({
  route: 'GET /api/user/transactions/{id}/{TxID}',
  operationId: 'transaction',
  summary: 'Get a transaction with its timeline',
  tag: 'Transfers',
  caller: 'user',
  keys: 'read',
  rateLimit: 'reads',
  input: z.object({ path: z.object(ownTransactionPath) }),
  responses: { 200: { description: 'The transaction.', body: TransactionDetail } },
  errors: ['wallet_not_found', 'transaction_not_found'],
});
