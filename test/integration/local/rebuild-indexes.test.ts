import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import store from 'dynalite/db/index.js';
import { rebuildIndexes } from '../../../lib/local/database/rebuild-indexes.ts';
import type { TableDefinition } from '../../../lib/local/template/template.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { closeServer, listenOnFreePort } from '../../support/environment/listening.ts';

const TABLE = 'things';
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mib-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Opens the database of the folder for one thing. */
async function withDatabase<T>(use: (client: DynamoDBClient) => Promise<T>): Promise<T> {
  const server = dynalite({ path: folder, createTableMs: 0 });
  const client = new DynamoDBClient({ endpoint: await listenOnFreePort(server) });
  try {
    return await use(client);
  } finally {
    client.destroy();
    await closeServer(server);
  }
}

type Projection = { ProjectionType: 'KEYS_ONLY' } | { ProjectionType: 'INCLUDE'; NonKeyAttributes: string[] };

/** A table with an index for each of these attributes. */
function definition(indexes: Record<string, Projection>): TableDefinition {
  const names = Object.keys(indexes);
  const key = (AttributeName: string) => [{ AttributeName, KeyType: 'HASH' as const }];
  return {
    TableName: TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['id', ...names].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: key('id'),
    GlobalSecondaryIndexes: names.map((name) => ({
      IndexName: name,
      KeySchema: key(name),
      Projection: indexes[name] ?? KEYS_ONLY,
    })),
  };
}
const KEYS_ONLY = { ProjectionType: 'KEYS_ONLY' } as const;

/**
 * Creates the table with the index `open`. It takes items shortly after the response to
 * CreateTable.
 */
async function createTable(client: DynamoDBClient): Promise<void> {
  await client.send(new CreateTableCommand(definition({ open: KEYS_ONLY })));
  await eventually(async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: TABLE }));
    return Table?.TableStatus === 'ACTIVE';
  });
}

const put = (client: DynamoDBClient, id: string, more: Record<string, { S: string }> = {}) =>
  client.send(new PutItemCommand({ TableName: TABLE, Item: { id: { S: id }, ...more } }));

/** What an index has under "yes". */
async function entriesOf(client: DynamoDBClient, index: string): Promise<Record<string, string | undefined>[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: TABLE,
      IndexName: index,
      KeyConditionExpression: '#name = :yes',
      ExpressionAttributeNames: { '#name': index },
      ExpressionAttributeValues: { ':yes': { S: 'yes' } },
    }),
  );
  return Items.map((item) => Object.fromEntries(Object.entries(item).map(([name, value]) => [name, value.S])));
}

const openOnes = async (client: DynamoDBClient) => (await entriesOf(client, 'open')).map(({ id }) => id).sort();

/**
 * Does to the stored database what a kill does between the writing of an item and of its index
 * entries.
 */
async function tear(prefix: string): Promise<void> {
  const { db } = store.create({ path: folder });
  await db.open();
  const keys: string[] = [];
  for await (const key of db.keys({ gte: prefix, lt: `${prefix}\u00ff` })) keys.push(key);
  expect(keys).not.toEqual([]);
  await db.batch(keys.map((key) => ({ type: 'del', key })));
  await db.close();
}

it('restores the lost index entry of an item', async () => {
  await withDatabase(async (client) => {
    await createTable(client);
    await put(client, 'a', { open: { S: 'yes' } });
    await put(client, 'b', { open: { S: 'yes' } });
    await put(client, 'c');
  });
  await tear(`index-global~${TABLE}~open~`);
  expect(await withDatabase(openOnes)).toEqual([]);
  await rebuildIndexes(folder, []);
  expect(await withDatabase(openOnes)).toEqual(['a', 'b']);
});

it('removes an index entry whose item was never written', async () => {
  await withDatabase(async (client) => {
    await createTable(client);
    await put(client, 'a', { open: { S: 'yes' } });
  });
  await tear(`item-${TABLE}~`);
  expect(await withDatabase(openOnes)).toEqual(['a']);
  await rebuildIndexes(folder, []);
  expect(await withDatabase(openOnes)).toEqual([]);
});

it('adds the new indexes of a table of an older version, with the entries of its items', async () => {
  await withDatabase(async (client) => {
    await createTable(client);
    await put(client, 'a', { open: { S: 'yes' }, late: { S: 'yes' }, size: { S: 'big' } });
  });
  const wanted = definition({ open: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['size'] }, late: KEYS_ONLY });
  await rebuildIndexes(folder, [wanted]);
  await withDatabase(async (client) => {
    expect(await entriesOf(client, 'open')).toEqual([{ id: 'a', open: 'yes', size: 'big' }]);
    expect(await entriesOf(client, 'late')).toEqual([{ id: 'a', late: 'yes' }]);
    await put(client, 'b', { late: { S: 'yes' } });
    expect((await entriesOf(client, 'late')).map(({ id }) => id).sort()).toEqual(['a', 'b']);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: TABLE }));
    expect(Table).toMatchObject({ TableStatus: 'ACTIVE', AttributeDefinitions: wanted.AttributeDefinitions });
  });
});

it('removes an index that the definition no longer has', async () => {
  await withDatabase(async (client) => {
    await createTable(client);
    await put(client, 'a', { open: { S: 'yes' } });
  });
  await rebuildIndexes(folder, [definition({ late: KEYS_ONLY })]);
  await expect(withDatabase(openOnes)).rejects.toThrow('index');
});

it('accepts a folder without a database', async () => {
  await rebuildIndexes(folder, []);
  expect(await withDatabase(async (client) => createTable(client))).toBeUndefined();
});
