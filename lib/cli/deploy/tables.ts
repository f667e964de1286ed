import {
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  paginateScan,
  ResourceNotFoundException,
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

/** More than the stage itself has, so that nearly every table is known by its first page. */
const PAGE = 100;

/**
 * Whether the table has an item that is not the stage's own. The table may be missing.
 * @param attribute the key of its items
 * @param isOwn whether an item with this key is in an unused stage, too
 */
export async function hasOthers(
  { table, region }: TableRef,
  attribute: string,
  isOwn: (key: string) => boolean,
): Promise<boolean> {
  const look = async () => {
    const scan = { TableName: table, Limit: PAGE, ConsistentRead: true };
    for await (const { Items = [] } of paginateScan({ client: new DynamoDBClient({ region }) }, scan))
      if (Items.some((item) => !isOwn(item[attribute]?.S ?? ''))) return true;
    return false;
  };
  return (await ifExists(look())) ?? false;
}

async function ifExists<T>(response: Promise<T>): Promise<T | undefined> {
  return response.catch((error: unknown) => {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  });
}
