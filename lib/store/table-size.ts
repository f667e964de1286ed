import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The number of items of a table. DynamoDB counts them about every six hours. */
export async function itemsIn(documents: DynamoDBDocumentClient, table: string): Promise<number> {
  const { Table } = await documents.send(new DescribeTableCommand({ TableName: table }));
  return Table?.ItemCount ?? 0;
}
