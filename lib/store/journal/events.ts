import { type TransferEvent, transferEvent } from '../../domain/transfer-event.ts';
import { plain } from '../documents.ts';
import type { StreamRecord } from '../stream-batch.ts';
import { Item } from './items.ts';
import type { Journal } from './journal.ts';

/**
 * The event of a changed item of the journal.
 * @throws $ZodError if the item is not a final transfer
 */
export function eventOf({ dynamodb }: StreamRecord): TransferEvent {
  return transferEvent(Item.parse(plain(dynamodb.NewImage)));
}

/**
 * The events of all transfers that became final within the span, unordered. Reads the whole
 * journal, a page at a time.
 * @param span ms since 1970; `until` is excluded
 */
export async function* eventsFinishedIn(
  journal: Pick<Journal, 'all'>,
  span: { since: number; until: number },
): AsyncGenerator<TransferEvent> {
  for await (const transfer of journal.all()) {
    const at = Date.parse(transfer.finishedAt ?? '');
    // An unfinished transfer has no timestamp: NaN is in no span.
    if (at >= span.since && at < span.until) yield transferEvent(transfer);
  }
}
