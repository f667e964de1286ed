import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  DynamoDBServiceException,
  ResourceInUseException,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { Table } from '../template/template.ts';

/**
 * Creates missing tables in a database elsewhere, and waits until all are active. An embedded one has
 * them from the start. Tables that lack their stream get it.
 * @returns the ARNs of their streams, by table; none if the database has no streams
 */
export async function createTables(endpoint: string, tables: readonly Table[]): Promise<ReadonlyMap<string, string>> {
  const client = new DynamoDBClient({ endpoint });
  try {
    const streams = await Promise.all(
      tables.map(async (table): Promise<[string, string][]> => {
        await createTable(client, table);
        const arn = await streamOf(client, table);
        return arn === undefined ? [] : [[table.definition.TableName, arn]];
      }),
    );
    return new Map(streams.flat());
  } finally {
    client.destroy();
  }
}

async function createTable(client: DynamoDBClient, { definition, ttlAttribute }: Table): Promise<void> {
  const { TableName } = definition;
  const created = await client.send(new CreateTableCommand(definition)).catch((error: unknown) => {
    if (!(error instanceof ResourceInUseException)) throw error;
  });
  await active(client, TableName);
  if (!created || ttlAttribute === undefined) return;
  const TimeToLiveSpecification = { AttributeName: ttlAttribute, Enabled: true };
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification })).catch((error: unknown) => {
    // Emulators may have no TTL. Readers of such items check their expiry anyway.
    if (!isServiceError(error, 'UnknownOperationException')) throw error;
  });
}

/** The ARN of a table's stream. Undefined if the table needs none, or the database has none. */
async function streamOf(client: DynamoDBClient, { definition }: Table): Promise<string | undefined> {
  const { TableName, StreamSpecification } = definition;
  if (!StreamSpecification) return undefined;
  const found = await latestStream(client, TableName);
  if (found !== undefined) return found;
  // A table of an older version, or a database that knows no streams.
  try {
    await client.send(new UpdateTableCommand({ TableName, StreamSpecification }));
  } catch (error) {
    if (isServiceError(error, 'UnknownOperationException', 'ValidationException')) return undefined;
    throw error;
  }
  await active(client, TableName);
  return latestStream(client, TableName);
}

async function latestStream(client: DynamoDBClient, TableName: string): Promise<string | undefined> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  return Table?.StreamSpecification?.StreamEnabled ? Table.LatestStreamArn : undefined;
}

const active = (client: DynamoDBClient, TableName: string) =>
  waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 5 }, { TableName });

function isServiceError(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof DynamoDBServiceException && names.includes(error.name);
}
