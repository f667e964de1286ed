import * as z from 'zod';
import { EventPattern } from './event-pattern.ts';

/** A function that is called with changes of a table. */
export type StreamMapping = z.infer<typeof StreamMapping>;
export const StreamMapping = z.object({
  table: z.string(),
  functionName: z.string(),
  /** The most changes in one call. */
  batchSize: z.int().min(1),
  /** How long the first change of a batch waits for others, in ms. */
  batchWindowMs: z.int().min(0),
  /** A change is passed on if one of these matches. */
  patterns: z.array(EventPattern),
});

/** The event `stream` of a function in a serverless file, with the members that matter locally. */
export type StreamEvent = z.infer<typeof StreamEvent>;
export const StreamEvent = z.looseObject({
  type: z.literal('dynamodb'),
  arn: z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('StreamArn')]) }),
  batchSize: z.int().min(1),
  /** In s. */
  batchWindow: z.int().min(0).max(300).default(0),
  filterPatterns: z.array(EventPattern).min(1),
  // Without it the function could not report the first record to retry.
  functionResponseType: z.literal('ReportBatchItemFailures'),
});

/**
 * @param tableOf the names of the tables with a stream, by logical id
 * @throws Error if the function reads the stream of another table
 */
export function streamMapping(
  functionName: string,
  { arn, batchSize, batchWindow, filterPatterns }: StreamEvent,
  tableOf: ReadonlyMap<string, string>,
): StreamMapping {
  const [logicalId] = arn['Fn::GetAtt'];
  const table = tableOf.get(logicalId);
  if (table === undefined) throw new Error(`${functionName} reads the stream of ${logicalId}, which has none here`);
  return { table, functionName, batchSize, batchWindowMs: batchWindow * 1_000, patterns: filterPatterns };
}
