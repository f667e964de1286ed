import * as z from 'zod';
import { EventPattern } from './event-pattern.ts';

/** A function that is called with the changes of a table, and with which of them. */
export type StreamMapping = z.infer<typeof StreamMapping>;
export const StreamMapping = z.object({
  table: z.string(),
  functionName: z.string(),
  /** The most changes in one call. */
  batchSize: z.int().min(1),
  /** The changes that are meant: those that one of these fits. */
  patterns: z.array(EventPattern),
});

/** The event `stream` of a function in a serverless file, as far as it matters on this machine. */
export type StreamEvent = z.infer<typeof StreamEvent>;
export const StreamEvent = z.looseObject({
  type: z.literal('dynamodb'),
  arn: z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('StreamArn')]) }),
  batchSize: z.int().min(1),
  filterPatterns: z.array(EventPattern).min(1),
  // Without it the function would have no way to say from where on it wants the batch again.
  functionResponseType: z.literal('ReportBatchItemFailures'),
});

/**
 * @param tableOf the name of a table that has a stream, by its logical id
 * @throws Error if the function reads the stream of no such table
 */
export function streamMapping(
  functionName: string,
  { arn, batchSize, filterPatterns }: StreamEvent,
  tableOf: ReadonlyMap<string, string>,
): StreamMapping {
  const [logicalId] = arn['Fn::GetAtt'];
  const table = tableOf.get(logicalId);
  if (table === undefined) throw new Error(`${functionName} reads the stream of ${logicalId}, which has none here`);
  return { table, functionName, batchSize, patterns: filterPatterns };
}
