import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

/** A changed item. Who reads the image checks its content. */
export type StreamRecord = z.infer<typeof StreamRecord>;
const StreamRecord = z.object({
  dynamodb: z.object({
    SequenceNumber: z.string(),
    NewImage: z.record(z.string(), z.custom<AttributeValue>(isObject)),
  }),
});

/** A batch of a DynamoDB stream as Lambda passes it: changes, the oldest first. */
export type StreamBatch = z.infer<typeof StreamBatch>;
export const StreamBatch = z.object({ Records: z.array(StreamRecord) });
