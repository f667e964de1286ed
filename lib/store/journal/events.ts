import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { type TransferEvent, transferEvent } from '../../domain/transfer-event.ts';
import { plain } from '../documents.ts';
import { Item } from './items.ts';
import type { Journal } from './journal.ts';

const isObject = (value: unknown) => typeof value === 'object' && value !== null;
const StreamRecord = z.object({
  dynamodb: z.object({
    SequenceNumber: z.string(),
    // Item checks the content of the image.
    NewImage: z.record(z.string(), z.custom<AttributeValue>(isObject)),
  }),
});

/** A batch of a DynamoDB stream as Lambda passes it: changes, the oldest first. */
export type StreamBatch = z.infer<typeof StreamBatch>;
export const StreamBatch = z.object({ Records: z.array(StreamRecord) });

/**
 * The event of a changed item of the journal.
 * @throws $ZodError if the item is not a final transfer
 */
export function eventOf({ dynamodb }: StreamBatch['Records'][number]): TransferEvent {
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
