import {
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  ScanCommand,
  UpdateTableCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';

/** A table by its name and region. */
export interface TableRef {
  readonly table: string;
  readonly region: string;
}

export async function exists({ table, region }: TableRef): Promise<boolean> {
  const command = new DescribeTableCommand({ TableName: table });
  return (await ifExists(new DynamoDBClient({ region }).send(command))) !== undefined;
}

/** Whether the table exists and is protected from deletion. */
export async function isProtected({ table, region }: TableRef): Promise<boolean> {
  const command = new DescribeTableCommand({ TableName: table });
  const description = await ifExists(new DynamoDBClient({ region }).send(command));
  return description?.Table?.DeletionProtectionEnabled ?? false;
}

/** Switches off the deletion protection of a table. */
export async function unprotect({ table, region }: TableRef): Promise<void> {
  const client = new DynamoDBClient({ region });
  await client.send(new UpdateTableCommand({ TableName: table, DeletionProtectionEnabled: false }));
  await waitUntilTableExists({ client, maxWaitTime: 120 }, { TableName: table });
}

/** Deletes the table if its stack has retained it. */
export async function deleteTable({ table, region }: TableRef): Promise<void> {
  const client = new DynamoDBClient({ region });
  const deleted = await ifExists(client.send(new DeleteTableCommand({ TableName: table })));
  if (deleted) await waitUntilTableNotExists({ client, maxWaitTime: 120 }, { TableName: table });
}

/** Whether the table has an item with another key than `key`. The table may be missing. */
export async function hasOthers({ table, region }: TableRef, attribute: string, key: string): Promise<boolean> {
  // Keys are unique: of two items, at least one has another key.
  const command = new ScanCommand({ TableName: table, Limit: 2, ConsistentRead: true });
  const page = await ifExists(new DynamoDBClient({ region }).send(command));
  return page?.Items?.some((item) => item[attribute]?.S !== key) ?? false;
}

async function ifExists<T>(response: Promise<T>): Promise<T | undefined> {
  return response.catch((error: unknown) => {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  });
}
