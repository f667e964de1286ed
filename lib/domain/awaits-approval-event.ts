import * as z from 'zod/mini';
import { authorised } from './authorised-event.ts';
import { component, doc } from './doc.ts';
import { AWAITS_APPROVAL_TYPE } from './event-type.ts';
import { NOTES, type Transfer } from './transfer.ts';
import { told, toldOf } from './transfer-event.ts';

/** The fields that a payment has beside those of every event while it waits. */
export const awaitsApproval = {
  ...authorised,
  note: doc(z.string(), 'Explanation of the status for people.', NOTES.awaitsApproval),
  expires_at: doc(z.iso.datetime(), 'From then on nobody can approve it (RFC 3339).', '2026-11-30T09:00:00.000Z'),
  asked_by: doc(z.string(), 'Id of the user who asked for the payment.', '3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90'),
};

/**
 * The money of a payment is held until a second person decides: the `detail` of the event on EventBridge.
 * Published at least once, unordered, and perhaps after the event of the final status. `TxID` identifies
 * duplicates.
 */
export type AwaitsApprovalEvent = z.infer<typeof AwaitsApprovalEvent>;
export const AwaitsApprovalEvent = component('AwaitsApprovalEvent', z.object({ ...told, ...awaitsApproval }), {
  description: 'A payment waits for an approval. Its money is held.',
});

/**
 * The event of a payment that waited for an approval, also once it is final.
 * @throws $ZodError if it never did
 */
export function awaitsApprovalEvent(transfer: Transfer): AwaitsApprovalEvent {
  return AwaitsApprovalEvent.parse({
    ...toldOf(transfer),
    amount: transfer.amount.toString(),
    status: 'PROCESSING',
    note: NOTES.awaitsApproval,
    authorised_at: transfer.authorisedAt,
    expires_at: transfer.expiresAt,
    asked_by: transfer.approval?.askedBy,
  });
}

/** The body of a message to a webhook. */
export type AwaitsApprovalWebhook = z.infer<typeof AwaitsApprovalWebhook>;
export const AwaitsApprovalWebhook = component(
  'AwaitsApprovalWebhook',
  z.object({
    type: doc(z.literal(AWAITS_APPROVAL_TYPE), 'Type of the event.', AWAITS_APPROVAL_TYPE),
    timestamp: doc(z.iso.datetime(), 'When the money was held (RFC 3339).', '2026-11-23T09:00:00.231Z'),
    data: AwaitsApprovalEvent,
  }),
  { description: 'The body of a webhook delivery.' },
);
