import * as z from 'zod/mini';
import { component, doc } from '../domain/doc.ts';
import { fields } from './fields.ts';

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
