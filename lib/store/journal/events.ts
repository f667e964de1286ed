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
    // What an image of an item has in it is for Item to say.
    NewImage: z.record(z.string(), z.custom<AttributeValue>(isObject)),
  }),
});

/** What Lambda hands over of a stream of DynamoDB: changes, the oldest first. */
export type StreamBatch = z.infer<typeof StreamBatch>;
export const StreamBatch = z.object({ Records: z.array(StreamRecord) });

/**
 * The event that a change of the journal's item comes to.
 * @throws $ZodError if the item is none of a final transfer
 */
export function eventOf({ dynamodb }: StreamBatch['Records'][number]): TransferEvent {
  return transferEvent(Item.parse(plain(dynamodb.NewImage)));
}

/**
 * The events of all transfers that came to their end within the span, in no order. Reads the whole journal, a page at a time.
 * @param span ms since 1970; `until` is not in it any more
 */
export async function* eventsFinishedIn(
  journal: Pick<Journal, 'all'>,
  span: { since: number; until: number },
): AsyncGenerator<TransferEvent> {
  for await (const transfer of journal.all()) {
    const at = Date.parse(transfer.finishedAt ?? '');
    // What is not final has no time, which is in no span.
    if (at >= span.since && at < span.until) yield transferEvent(transfer);
  }
}
