import * as z from 'zod/mini';
import { AuthorisedEvent } from './authorised-event.ts';
import { AUTHORISED_TYPE, EVENT_TYPE, type EVENT_TYPES } from './event-type.ts';
import { QueuedEvent, type TransferEvent } from './transfer-event.ts';

/** The type of an event. */
export type EventType = (typeof EVENT_TYPES)[number];

/** An event of a transfer. Its `status` says of which type it is. */
export type PublishedEvent = TransferEvent | AuthorisedEvent;

/** An event in a queue, also of the version before. */
export const QueuedPublishedEvent = z.union([AuthorisedEvent, QueuedEvent]);

export function isFinalEvent(event: PublishedEvent): event is TransferEvent {
  return event.status !== 'PROCESSING';
}

export function typeOf(event: PublishedEvent): EventType {
  return isFinalEvent(event) ? EVENT_TYPE : AUTHORISED_TYPE;
}

/** When it happened (RFC 3339). */
export function timestampOf(event: PublishedEvent): string {
  return isFinalEvent(event) ? event.finished_at : event.authorised_at;
}
