import * as z from 'zod/mini';
import { CurrencyCode, currencyOf } from './currency.ts';
import { component, doc } from './doc.ts';
import { EVENT_TYPE } from './event-type.ts';
import { legsOf, MAX_PAYEES, solePayeeOf } from './legs.ts';
import { type Transfer, TxId } from './transfer.ts';

const Digits = z.string().check(z.regex(/^[1-9]\d*$/));
const Payee = z.object({
  to_id: doc(z.string(), 'Id of the wallet that receives this part.', '42'),
  amount: doc(Digits, 'What it receives, in whole minor units.', '50'),
});

/** Who asked for a payment. Only the payer's side hears of it. */
export const PaidBy = z.object({
  user_id: doc(z.string(), 'Id of the user.', '3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90'),
  key: doc(
    z.optional(
      z.object({
        key_id: doc(z.string(), 'Id of the key.', '01KABZ6D2E8V4X5R6M7N8P9QST'),
        name: doc(z.string(), 'What it was called at the time of the payment.', 'The shop'),
      }),
    ),
    'The key of a program that sent it, if one did.',
    { key_id: '01KABZ6D2E8V4X5R6M7N8P9QST', name: 'The shop' },
  ),
});

export const FinalStatus = z.enum(['SUCCESSFUL', 'INVALID', 'FAILED']);

/** What every event of a transfer says. */
export const told = {
  version: doc(z.literal(1), 'Version of this format. New fields may be added to it at any time.', 1),
  TxID: doc(TxId, 'Id of the transfer. It has one event of each type: others with the same id are duplicates.'),
  from_id: doc(z.string(), 'Id of the wallet that pays.', '41'),
  to_id: doc(z.optional(z.string()), 'Id of the wallet that receives the money, if there is one payee.', '42'),
  to: doc(
    z.array(Payee).check(z.minLength(1), z.maxLength(MAX_PAYEES)),
    'The payees: one or several. The amounts add up to `amount`.',
  ),
  amount: doc(Digits, 'What the payer pays, in whole minor units, without a sign.', '50'),
  // An event in a queue may be of the version before.
  currency: doc(z.optional(CurrencyCode), 'The currency of its wallets. `XXX` is no currency.', 'EUR'),
  reference: doc(z.optional(z.string()), "The payer's reference, if there is one.", 'INV-2026-118'),
  payer_note: doc(z.optional(z.string()), "The payer's message to the payee, if there is one.", 'rent'),
  paid_by: doc(
    z.optional(PaidBy),
    'The member of the wallet, or the key of its owner, that asked for it. Absent if the owner did by a session or a schedule.',
  ),
  initiated_at: doc(z.iso.datetime(), 'RFC 3339, in UTC.', '2026-11-23T09:00:00.000Z'),
};

/**
 * A transfer has reached its final status: the `detail` of the event on EventBridge. Published at
 * least once, unordered; `TxID` identifies duplicates. Fields may be added under the same version,
 * and none changes its meaning.
 */
export type TransferEvent = z.infer<typeof TransferEvent>;
export const TransferEvent = component(
  'TransferEvent',
  z.object({
    ...told,
    status: doc(
      FinalStatus,
      'SUCCESSFUL: the money has moved. INVALID: the transfer is impossible. FAILED: the transfer did not complete in time, and no money has moved.',
      'SUCCESSFUL',
    ),
    note: doc(z.string(), 'Explanation of the status for people.', 'transaction completed'),
    refund_of: doc(z.optional(TxId), 'Id of the transfer that this one refunds, if it is a refund.'),
    finished_at: doc(z.iso.datetime(), 'RFC 3339, in UTC.', '2026-11-23T09:00:00.412Z'),
  }),
  { description: 'A transfer has reached its final status.' },
);

/** An event in a queue. That of the version before has one payee and no `to`. */
export const QueuedEvent = z.pipe(
  z.object({ ...TransferEvent.shape, to: z.optional(TransferEvent.shape.to) }),
  z.transform(
    (event): TransferEvent => ({ ...event, to: event.to ?? [{ to_id: event.to_id ?? '', amount: event.amount }] }),
  ),
);

/**
 * The event of a transfer.
 * @throws $ZodError if the transfer is not final
 */
export function transferEvent(transfer: Transfer): TransferEvent {
  // Of an authorised transfer, what was captured.
  const [debit] = legsOf(transfer);
  return TransferEvent.parse({
    ...toldOf(transfer),
    amount: (-(debit?.amount ?? 0n)).toString(),
    status: transfer.status,
    note: transfer.note,
    ...(transfer.refundOf !== undefined && { refund_of: transfer.refundOf }),
    finished_at: transfer.finishedAt,
  });
}

/** What every event of a transfer says of it. */
export function toldOf(transfer: Transfer): Record<string, unknown> {
  const { txId, fromId, reference, payerNote, initiatedAt, paidBy } = transfer;
  const sole = solePayeeOf(transfer);
  const [, ...credits] = legsOf(transfer);
  return {
    version: 1,
    TxID: txId,
    from_id: fromId,
    ...(sole !== undefined && { to_id: sole }),
    to: credits.map(({ walletId, amount }) => ({ to_id: walletId, amount: amount.toString() })),
    currency: currencyOf(transfer),
    ...(reference !== undefined && { reference }),
    ...(payerNote !== undefined && { payer_note: payerNote }),
    ...(paidBy && {
      paid_by: {
        user_id: paidBy.userId,
        ...(paidBy.key && { key: { key_id: paidBy.key.id, name: paidBy.key.name } }),
      },
    }),
    initiated_at: initiatedAt,
  };
}

/**
 * The body of a message to a webhook, in the form that the Standard Webhooks specification
 * recommends
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 */
export type TransferWebhook = z.infer<typeof TransferWebhook>;
export const TransferWebhook = component(
  'TransferWebhook',
  z.object({
    type: doc(z.literal(EVENT_TYPE), 'Type of the event.', EVENT_TYPE),
    timestamp: doc(z.iso.datetime(), 'When the transfer became final (RFC 3339).', '2026-11-23T09:00:00.412Z'),
    data: TransferEvent,
  }),
  { description: 'The body of a webhook delivery.' },
);
