import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateTableCommand, DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import store from 'dynalite/db/index.js';
import { rebuildIndexes } from '../../lib/local/rebuild-indexes.ts';
import { closed, listening } from './endpoint.ts';

const TABLE = 'things';
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mib-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Opens the database of the folder for one thing. */
async function withDatabase<T>(use: (client: DynamoDBClient) => Promise<T>): Promise<T> {
  const server = dynalite({ path: folder, createTableMs: 0 });
  const client = new DynamoDBClient({ endpoint: await listening(server) });
  try {
    return await use(client);
  } finally {
    client.destroy();
    await closed(server);
  }
}

async function createTable(client: DynamoDBClient): Promise<void> {
  const of = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  const key = (AttributeName: string) => [{ AttributeName, KeyType: 'HASH' as const }];
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [of('id'), of('open')],
      KeySchema: key('id'),
      GlobalSecondaryIndexes: [
        { IndexName: 'open', KeySchema: key('open'), Projection: { ProjectionType: 'KEYS_ONLY' } },
      ],
    }),
  );
}

const put = (client: DynamoDBClient, id: string, more: Record<string, { S: string }> = {}) =>
  client.send(new PutItemCommand({ TableName: TABLE, Item: { id: { S: id }, ...more } }));

async function openOnes(client: DynamoDBClient): Promise<(string | undefined)[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: TABLE,
      IndexName: 'open',
      KeyConditionExpression: '#open = :open',
      ExpressionAttributeNames: { '#open': 'open' },
      ExpressionAttributeValues: { ':open': { S: 'yes' } },
    }),
  );
  return Items.map(({ id }) => id?.S).sort();
}

/** Does to the stored database what a kill does between the writing of an item and of its index entries. */
async function tear(prefix: string): Promise<void> {
  const { db } = store.create({ path: folder });
  await db.open();
  const keys: string[] = [];
  for await (const key of db.keys({ gte: prefix, lt: `${prefix}\u00ff` })) keys.push(key);
  expect(keys).not.toEqual([]);
  await db.batch(keys.map((key) => ({ type: 'del', key })));
  await db.close();
}

it('an item whose index entry was lost is found again', async () => {
  await withDatabase(async (client) => {
    await createTable(client);
    await put(client, 'a', { open: { S: 'yes' } });
    await put(client, 'b', { open: { S: 'yes' } });
    await put(client, 'c');
  });
  await tear(`index-global~${TABLE}~open~`);
  expect(await withDatabase(openOnes)).toEqual([]);
  await rebuildIndexes(folder);
  expect(await withDatabase(openOnes)).toEqual(['a', 'b']);
});

it('an index entry whose item was never written is gone', async () => {
  await withDatabase(async (client) => {
    await createTable(client);
    await put(client, 'a', { open: { S: 'yes' } });
  });
  await tear(`item-${TABLE}~`);
  expect(await withDatabase(openOnes)).toEqual(['a']);
  await rebuildIndexes(folder);
  expect(await withDatabase(openOnes)).toEqual([]);
});

it('a folder without a database is fine', async () => {
  await rebuildIndexes(folder);
  expect(await withDatabase(async (client) => createTable(client))).toBeUndefined();
});
