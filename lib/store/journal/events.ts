import { authorisedEvent } from '../../domain/authorised-event.ts';
import { awaitsApprovalEvent } from '../../domain/awaits-approval-event.ts';
import type { PublishedTransferEvent } from '../../domain/published-event.ts';
import type { Transfer } from '../../domain/transfer.ts';
import { transferEvent } from '../../domain/transfer-event.ts';
import { plain } from '../documents.ts';
import type { StreamRecord } from '../stream-batch.ts';
import { Item } from './items.ts';
import type { Journal } from './journal.ts';

/**
 * The event of a changed item of the journal: the payer's of a final transfer or of one that waits for an
 * approval, or the payee's new row of an authorised one.
 * @throws $ZodError if the item is of no such transfer
 */
export function eventOf({ dynamodb }: StreamRecord): PublishedTransferEvent {
  const transfer = Item.parse(plain(dynamodb.NewImage));
  return transfer.status === 'PROCESSING' ? heldEvent(transfer) : transferEvent(transfer);
}

/**
 * The events of all transfers that became final or were authorised within the span, unordered. Reads the whole
 * journal, a page at a time.
 * @param span ms since 1970; `until` is excluded
 */
export async function* transferEventsIn(
  journal: Pick<Journal, 'all'>,
  span: { since: number; until: number },
): AsyncGenerator<PublishedTransferEvent> {
  for await (const transfer of journal.all()) {
    if (isIn(span, transfer.authorisedAt)) yield heldEvent(transfer);
    if (isIn(span, transfer.finishedAt)) yield transferEvent(transfer);
  }
}

/** The event of a transfer whose money was held, also once it is final. */
export function heldEvent(transfer: Transfer): PublishedTransferEvent {
  return transfer.approval ? awaitsApprovalEvent(transfer) : authorisedEvent(transfer);
}

function isIn({ since, until }: { since: number; until: number }, time = ''): boolean {
  // Without a timestamp it is NaN, which is in no span.
  const at = Date.parse(time);
  return at >= since && at < until;
}
