import * as z from 'zod/mini';
import { component, doc } from '../domain/doc.ts';
import { MAX_PAYEES } from '../domain/legs.ts';
import { APPROVAL_STATES } from '../domain/payment-approval.ts';
import { exampleOf } from './example.ts';
import { fields } from './fields.ts';

export const Payee = component(
  'Payee',
  z.strictObject({
    to_id: doc(fields.walletId, 'Id of the wallet that receives this part.', '42'),
    amount: doc(fields.unsignedAmount, 'What it receives, in whole minor units.', '30'),
  }),
  { description: 'A payee of a transfer to several.' },
);

const Refund = component(
  'Refund',
  z.strictObject({
    TxID: doc(fields.txId, 'Id of the refund, a transaction of its own.'),
    amount: doc(fields.unsignedAmount, 'What it gives back, in whole minor units.', '20'),
  }),
  { description: 'A refund of a transaction.' },
);

const Approval = component(
  'Approval',
  z.strictObject({
    state: doc(z.enum(APPROVAL_STATES), 'What became of it. The status says whether the money moved.', 'waiting'),
    asked_by: doc(fields.userId, 'Id of the user who asked for the payment.'),
    decided_by: doc(z.optional(fields.userId), 'Id of the user who approved or rejected it.'),
    decided_at: doc(z.optional(fields.time), 'When they did.'),
  }),
  { description: 'The approval of a second person that a payment needs. Only the payer has it.' },
);

const PaidBy = component(
  'PaidBy',
  z.strictObject({
    user_id: doc(fields.userId, 'Id of the user.'),
    login: doc(
      z.optional(z.string()),
      'Their login, if the wallet is shared with them now. What is read has it, and the response to a payment does not.',
      'bob',
    ),
    key: doc(
      z.optional(
        z.strictObject({
          key_id: doc(fields.txId, 'Id of the key.'),
          name: doc(z.string(), 'What it was called at the time of the payment.', 'The shop'),
        }),
      ),
      'The key of a program that sent it, if one did.',
      { key_id: '01KABZ6D2E8V4X5R6M7N8P9QST', name: 'The shop' },
    ),
  }),
  { description: 'A member of the wallet, or a key of its owner, who asked for a payment.' },
);

const shape = {
  wallet_id: fields.walletId,
  TxID: fields.txId,
  amount: fields.signedAmount,
  ammount: doc(fields.signedAmount, 'The same as `amount`, as the first version spelled it.', '-50', {
    deprecated: true,
  }),
  currency: doc(fields.currency, 'The currency of its wallets.', 'EUR'),
  status: fields.status,
  note: fields.statusNote,
  reference: z.optional(fields.reference),
  payer_note: z.optional(fields.payerNote),
  metadata: doc(z.optional(fields.metadata), "The payer's own texts. Only the payer has them."),
  schedule_id: doc(
    z.optional(fields.txId),
    'Id of the scheduled transfer whose payment it is. Only the payer has it.',
    '01KABZ4YQ8V6ZJ2N3R7T9W0X1A',
  ),
  paid_by: doc(
    z.optional(PaidBy),
    'Who asked for it. Absent if the owner of the wallet did by a session or a schedule, and in transfers from before 2026-11-27. Only the payer has it.',
  ),
  initiated_at: fields.time,
  committed_at: doc(
    z.optional(fields.time),
    'When the transfer was decided to commit. The statement of each wallet says when it was posted there, from when on it counts in the balance at a time. Absent if it is not.',
  ),
  authorised_at: z.optional(fields.authorisedAt),
  expires_at: z.optional(fields.expiresAt),
  captured: doc(
    z.optional(fields.unsignedAmount),
    'What the payee captured, if it is less than `amount`. The rest went back to the payer. A payee has it as `amount`.',
    '30',
  ),
  approval: z.optional(Approval),
  from_id: doc(fields.walletId, 'Id of the wallet that pays.'),
  to_id: doc(
    z.optional(fields.walletId),
    'Id of the wallet that receives the money. The payer of several payees has `to` instead. A payee has its own id here and does not see the others.',
    '42',
  ),
  to: doc(
    z.optional(z.array(Payee).check(z.minLength(2), z.maxLength(MAX_PAYEES))),
    'The payees, if there are several. Only the payer has it.',
    [
      { to_id: '42', amount: '30' },
      { to_id: '43', amount: '20' },
    ],
  ),
  refund_of: doc(z.optional(fields.txId), 'Id of the transaction that this one refunds, of the same two wallets.'),
  refunds: doc(
    z.optional(z.array(Refund).check(z.minLength(1))),
    'The refunds of this transaction, oldest first. The payee sees each from its start, and one that does not happen leaves the list. The payer sees those that happened.',
    [{ TxID: '01KABZ6M3VQ0Y8R4T2XJ5W7N9C', amount: '20' }],
  ),
  refunded: doc(z.optional(fields.unsignedAmount), 'The sum of `refunds`, if there are any.', '20'),
};
const {
  to: _,
  authorised_at: __,
  expires_at: ___,
  captured: ____,
  approval: _approval,
  refund_of: _of,
  refunds: _refunds,
  refunded: _refunded,
  schedule_id: _schedule,
  paid_by: _payer,
  ...ofOnePayee
} = shape;

export const Transaction = component('Transaction', z.strictObject(shape), {
  description: 'A transfer from the side of one of its wallets.',
  // No transaction has both `to_id` and `to`. Most are captured at once, and few have refunds.
  example: exampleOf(z.strictObject(ofOnePayee)),
});
export type Transaction = z.infer<typeof Transaction>;
