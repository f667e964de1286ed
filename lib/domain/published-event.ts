import * as z from 'zod/mini';
import { AuthorisedEvent } from './authorised-event.ts';
import { AwaitsApprovalEvent } from './awaits-approval-event.ts';
import { AUTHORISED_TYPE, AWAITS_APPROVAL_TYPE, EVENT_TYPE, type EVENT_TYPES } from './event-type.ts';
import { RecordedEvent, typeOfRecorded } from './recorded-event.ts';
import { isKeyEvent } from './recorded-kind.ts';
import { QueuedEvent, type TransferEvent } from './transfer-event.ts';

/** The type of an event. */
export type EventType = (typeof EVENT_TYPES)[number];

/** An event of a transfer. Its `status` says of which type it is. */
export type PublishedTransferEvent = TransferEvent | AuthorisedEvent | AwaitsApprovalEvent;

/** An event of a transfer, of a wallet or of a key. */
export type PublishedEvent = PublishedTransferEvent | RecordedEvent;

/** An event in a queue, also of the version before. */
export const QueuedPublishedEvent = z.union([RecordedEvent, AwaitsApprovalEvent, AuthorisedEvent, QueuedEvent]);

export function isTransferEvent(event: PublishedEvent): event is PublishedTransferEvent {
  return 'TxID' in event;
}

export function isFinalEvent(event: PublishedTransferEvent): event is TransferEvent {
  return event.status !== 'PROCESSING';
}

export function isAwaitsApprovalEvent(event: PublishedTransferEvent): event is AwaitsApprovalEvent {
  return 'asked_by' in event;
}

export function typeOf(event: PublishedEvent): EventType {
  if (!isTransferEvent(event)) return typeOfRecorded(event);
  if (isFinalEvent(event)) return EVENT_TYPE;
  return isAwaitsApprovalEvent(event) ? AWAITS_APPROVAL_TYPE : AUTHORISED_TYPE;
}

/** When it happened (RFC 3339). */
export function timestampOf(event: PublishedEvent): string {
  if (!isTransferEvent(event)) return event.changed_at;
  return isFinalEvent(event) ? event.finished_at : event.authorised_at;
}

/** What the event is about, for the log. */
export function subjectOf(event: PublishedEvent): Readonly<Record<string, string | number>> {
  if (isTransferEvent(event)) return { tx_id: event.TxID };
  if (isKeyEvent(event)) return { key_id: event.key_id, user_id: event.user_id };
  return { wallet_id: event.wallet_id, change: event.change };
}
