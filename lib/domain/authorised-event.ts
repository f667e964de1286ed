import * as z from 'zod/mini';
import { component, doc } from './doc.ts';
import { AUTHORISED_TYPE } from './event-type.ts';
import { NOTES, type Transfer } from './transfer.ts';
import { told, toldOf } from './transfer-event.ts';

const time = (description: string, example: string) => doc(z.iso.datetime(), description, example);

/** The fields that an authorised transfer has beside those of every event. */
export const authorised = {
  status: doc(z.literal('PROCESSING'), 'The transfer is not final.', 'PROCESSING'),
  note: doc(z.string(), 'Explanation of the status for people.', 'authorised'),
  authorised_at: time('When the money was held (RFC 3339).', '2026-11-23T09:00:00.231Z'),
  expires_at: time('From then on it cannot be captured (RFC 3339).', '2026-11-30T09:00:00.000Z'),
};

/**
 * The money of a transfer is held: the `detail` of the event on EventBridge. Published at least once,
 * unordered, and perhaps after the event of the final status. `TxID` identifies duplicates.
 */
export type AuthorisedEvent = z.infer<typeof AuthorisedEvent>;
export const AuthorisedEvent = component('AuthorisedEvent', z.object({ ...told, ...authorised }), {
  description: 'The money of a transfer is held, until its payee captures or voids it, or it expires.',
});

/**
 * The event of an authorised transfer, also once it is final.
 * @throws $ZodError if it was never authorised
 */
export function authorisedEvent(transfer: Transfer): AuthorisedEvent {
  const { captured: _, ...held } = transfer;
  return AuthorisedEvent.parse({
    ...toldOf(held),
    amount: transfer.amount.toString(),
    status: 'PROCESSING',
    note: NOTES.authorised,
    authorised_at: transfer.authorisedAt,
    expires_at: transfer.expiresAt,
  });
}

/** The body of a message to a webhook. */
export type AuthorisedWebhook = z.infer<typeof AuthorisedWebhook>;
export const AuthorisedWebhook = component(
  'AuthorisedWebhook',
  z.object({
    type: doc(z.literal(AUTHORISED_TYPE), 'Type of the event.', AUTHORISED_TYPE),
    timestamp: time('When the money was held (RFC 3339).', '2026-11-23T09:00:00.231Z'),
    data: AuthorisedEvent,
  }),
  { description: 'The body of a webhook delivery.' },
);
