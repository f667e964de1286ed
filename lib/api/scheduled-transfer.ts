import * as z from 'zod/mini';
import { component, doc } from '../domain/doc.ts';
import { MAX_PAYEES } from '../domain/legs.ts';
import { RECENT_PAYMENTS } from '../domain/schedule.ts';
import { TxId } from '../domain/transfer.ts';
import { exampleOf } from './example.ts';
import { fields } from './fields.ts';
import { Payee } from './transaction.ts';

const Payment = component(
  'ScheduledPayment',
  z.strictObject({
    number: doc(z.int().check(z.positive()), 'Number of the payment: 1, 2, 3, …', 3),
    due_at: doc(fields.time, 'When it was due.'),
    TxID: fields.txId,
    status: fields.status,
    note: fields.statusNote,
  }),
  { description: 'A payment that has started: a transaction of the wallet.' },
);

const Repeat = z.strictObject({
  rrule: doc(z.string(), 'The recurrence rule (RFC 5545).', 'FREQ=MONTHLY'),
  start: doc(z.string(), 'The local time from which on it counts.', '2026-12-01T09:00:00'),
  time_zone: doc(z.string(), 'The time zone of the start (IANA).', 'Europe/Berlin'),
});

const shape = {
  ScheduleID: doc(TxId, 'Id of the scheduled transfer: a ULID, so that ids sort by time.'),
  from_id: doc(fields.walletId, 'Id of the wallet that pays.'),
  to_id: doc(z.optional(fields.walletId), 'Id of the wallet that receives the money, if there is one.', '42'),
  to: doc(
    z.optional(z.array(Payee).check(z.minLength(2), z.maxLength(MAX_PAYEES))),
    'The payees, if there are several.',
    [
      { to_id: '42', amount: '30' },
      { to_id: '43', amount: '20' },
    ],
  ),
  amount: doc(fields.unsignedAmount, 'What each payment takes from the wallet, in whole minor units.', '65000'),
  currency: doc(fields.currency, 'The currency of the wallet that pays.', 'EUR'),
  reference: z.optional(fields.reference),
  note: doc(z.optional(fields.payerNote), "The payer's message to the payee."),
  metadata: doc(z.optional(fields.metadata), 'Your own texts, which each payment has.'),
  execute_at: doc(z.optional(fields.time), 'When the transfer is due, if there is one.'),
  repeat: doc(z.optional(Repeat), 'When the payments repeat.'),
  status: doc(
    z.enum(['ACTIVE', 'DONE', 'CANCELLED']),
    'ACTIVE: payments are to come. DONE: all have started. CANCELLED: no other starts.',
    'ACTIVE',
    { id: 'ScheduleStatus' },
  ),
  status_note: doc(z.optional(z.string()), 'Why it was cancelled, if you did not.', 'the wallet has another owner'),
  next_at: doc(
    z.optional(fields.time),
    'When the next payment is due. An ACTIVE one has it.',
    '2027-02-01T08:00:00.000Z',
  ),
  payments_left: doc(
    z.optional(z.int().check(z.nonnegative())),
    'How many payments are to come, if they are counted.',
    9,
  ),
  created_at: fields.time,
  payments: doc(
    z.array(Payment).check(z.maxLength(RECENT_PAYMENTS)),
    `The last payments that have started, newest first: up to ${RECENT_PAYMENTS}, and one in a list.`,
  ),
};
const { to: _, execute_at: __, status_note: ___, ...usual } = shape;

export const ScheduledTransfer = component('ScheduledTransfer', z.strictObject(shape), {
  description: 'Transfers to make at set times.',
  // None has both `to_id` and `to`, or both `execute_at` and `repeat`.
  example: exampleOf(z.strictObject(usual)),
});
export type ScheduledTransfer = z.infer<typeof ScheduledTransfer>;
