import { DescribeTableCommand, DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import journalIndexes from '../../stack/journal-indexes.cjs';
import type { Layout } from './layout.ts';

/** An index as a template declares it. */
const Index = z.object({
  IndexName: z.string(),
  KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.string() })),
  Projection: z.object({ ProjectionType: z.string(), NonKeyAttributes: z.optional(z.array(z.string())) }),
});
export type FormerIndex = z.infer<typeof Index>;

/**
 * The indexes of the stage's journal that this version has no more, as they are; none if there is no
 * journal yet.
 */
export async function formerIndexes({ stage, region }: Pick<Layout, 'stage' | 'region'>): Promise<FormerIndex[]> {
  const client = new DynamoDBClient({ region });
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: `mib-${stage}-journal` }));
    const indexes = z.array(Index).parse(Table?.GlobalSecondaryIndexes ?? []);
    return indexes.filter(({ IndexName }) => !journalIndexes.names.includes(IndexName));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return [];
    throw error;
  } finally {
    client.destroy();
  }
}
