import {
  CreateTableCommand,
  DynamoDBClient,
  DynamoDBServiceException,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { Table } from '../template/template.ts';

/**
 * Creates missing tables in a database elsewhere, and waits until all are active. An embedded one has
 * them from the start.
 */
export async function createTables(endpoint: string, tables: readonly Table[]): Promise<void> {
  const client = new DynamoDBClient({ endpoint });
  try {
    await Promise.all(tables.map((table) => createTable(client, table)));
  } finally {
    client.destroy();
  }
}

async function createTable(client: DynamoDBClient, { definition, ttlAttribute }: Table): Promise<void> {
  const { TableName } = definition;
  const created = await client.send(new CreateTableCommand(definition)).catch((error: unknown) => {
    if (!(error instanceof ResourceInUseException)) throw error;
  });
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 5 }, { TableName });
  if (!created || ttlAttribute === undefined) return;
  const TimeToLiveSpecification = { AttributeName: ttlAttribute, Enabled: true };
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification })).catch((error: unknown) => {
    // Emulators may have no TTL. Readers of such items check their expiry anyway.
    if (!(error instanceof DynamoDBServiceException && error.name === 'UnknownOperationException')) throw error;
  });
}
