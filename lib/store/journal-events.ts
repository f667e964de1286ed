import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { isFinal, noteOf, Status } from '../domain/transfer.ts';
import { TransferEvent } from '../domain/transfer-event.ts';

const FinalItem = z
  .object({
    from_id: z.string(),
    tx_id: z.string(),
    to_id: z.string(),
    amount: z.bigint(),
    status: Status.refine(isFinal, 'is not final'),
    note: z.string().optional(),
    reference: z.string().optional(),
    payer_note: z.string().optional(),
    initiated_at: z.string(),
    finished_at: z.string(),
  })
  .transform(({ tx_id, amount, status, note, ...item }) => ({
    ...item,
    version: 1,
    TxID: tx_id,
    amount: amount.toString(),
    status,
    note: noteOf(status, note),
  }))
  .pipe(TransferEvent);

const Ended = z.object({ finished_at: z.string().optional() });

const isObject = (value: unknown) => typeof value === 'object' && value !== null;
const StreamRecord = z.object({
  dynamodb: z.object({
    SequenceNumber: z.string(),
    // What an image of an item has in it is for FinalItem to say.
    NewImage: z.record(z.string(), z.custom<AttributeValue>(isObject)),
  }),
});

/** What Lambda hands over of a stream of DynamoDB: changes, the oldest first. */
export type StreamBatch = z.infer<typeof StreamBatch>;
export const StreamBatch = z.object({ Records: z.array(StreamRecord) });

/**
 * The event that a change of the journal's item comes to.
 * @throws ZodError if the item is none of a final transfer
 */
export function eventOf({ dynamodb }: StreamBatch['Records'][number]): TransferEvent {
  return FinalItem.parse(unmarshall(dynamodb.NewImage, { wrapNumbers: BigInt }));
}

/**
 * The events of all transfers that came to their end within the span, in no order. Reads the whole journal, a page at a time.
 * @param span ms since 1970; `until` is not in it any more
 */
export async function* eventsFinishedIn(
  documents: DynamoDBDocumentClient,
  table: string,
  span: { since: number; until: number },
): AsyncGenerator<TransferEvent> {
  let from: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey: from }),
    );
    for (const item of page.Items ?? []) {
      const at = Date.parse(Ended.parse(item).finished_at ?? '');
      // What is not final has no time, which is in no span.
      if (at >= span.since && at < span.until) yield FinalItem.parse(item);
    }
    from = page.LastEvaluatedKey;
  } while (from);
}
