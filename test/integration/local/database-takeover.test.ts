import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type AttributeValue, CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import * as z from 'zod';
import { takeOverDynalite } from '../../../lib/local/database/dynalite-takeover.ts';
import { openLevel } from '../../../lib/local/database/level.ts';
import { openStore, type Store } from '../../../lib/local/database/store.ts';
import { takeOverStoredFiles } from '../../../lib/local/database/stored-files-takeover.ts';
import type { TableDefinition } from '../../../lib/local/template/template.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { closeServer, listenOnFreePort } from '../../support/environment/listening.ts';
import { storeInFile } from '../../support/version-0.1/stored-files.ts';

const TABLE = 'things';
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mib-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A table with an index for each of these attributes. */
function definition(indexes: readonly string[]): TableDefinition {
  const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' as const });
  return {
    TableName: TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'number', AttributeType: 'N' },
      ...indexes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
    ],
    KeySchema: [hash('id'), { AttributeName: 'number', KeyType: 'RANGE' }],
    GlobalSecondaryIndexes: indexes.map((name) => ({
      IndexName: name,
      KeySchema: [hash(name)],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['count'] },
    })),
  };
}

type Stored = Record<string, AttributeValue>;
const ITEMS = Array.from(
  { length: 40 },
  (_, n): Stored => ({
    id: { S: ['ann', 'a~b/c', 'ünï😀', 'a\u0000b'][n % 4] ?? '' },
    number: { N: String(n - 20) },
    count: { N: '12345678901234567890' },
    map: { M: { '01J': { L: [{ BOOL: true }, { NULL: true }, { S: '' }] } } },
    ...(n % 2 === 0 && { group: { S: 'even' } }),
    ...(n % 3 === 0 && { third: { S: 'yes' } }),
  }),
);

/** Stores the items as version 0.1 did: by dynalite, which writes into `folder`. */
async function storeByDynalite(database: string): Promise<void> {
  const server = dynalite({ path: database, createTableMs: 0 });
  const client = new DynamoDBClient({ endpoint: await listenOnFreePort(server) });
  await client.send(new CreateTableCommand(definition(['group'])));
  const put = (Item: Stored) => client.send(new PutItemCommand({ TableName: TABLE, Item }));
  // The table takes items shortly after the response to CreateTable.
  await eventually(() =>
    put(ITEMS[0] ?? fail()).then(
      () => true,
      () => false,
    ),
  );
  await Promise.all(ITEMS.map(put));
  client.destroy();
  await closeServer(server);
}

const Found = z.object({ Items: z.array(z.record(z.string(), z.unknown())) });
const scan = async (store: Store) =>
  Found.parse(await store.operations['DynamoDB_20120810.Scan']?.({ TableName: TABLE })).Items;
const byIndex = async (store: Store, name: string, value: string) => {
  const query = store.operations['DynamoDB_20120810.Query'];
  const found = await query?.({
    TableName: TABLE,
    IndexName: name,
    KeyConditionExpression: '#name = :value',
    ExpressionAttributeNames: { '#name': name },
    ExpressionAttributeValues: { ':value': { S: value } },
  });
  return Found.parse(found).Items;
};
const sorted = (items: readonly object[]) => items.map((item) => JSON.stringify(Object.entries(item).sort())).sort();
const open = (database: string, indexes: readonly string[] = ['group', 'third']) =>
  openStore({ path: database, tables: [definition(indexes)], flush: 'system' });

describe('data of dynalite', () => {
  it('is taken over whole, with the indexes that its table has now', async () => {
    const database = path.join(folder, 'db');
    await storeByDynalite(database);
    for (let opened = 1; opened <= 2; opened++) {
      const store = await open(database);
      expect(sorted(await scan(store))).toEqual(sorted(ITEMS));
      const { id, number, third } = ITEMS[9] ?? fail();
      const thirds = await byIndex(store, 'third', 'yes');
      expect(thirds).toHaveLength(14);
      expect(thirds).toContainEqual({ id, number, third, count: { N: '12345678901234567890' } });
      expect(await byIndex(store, 'group', 'even')).toHaveLength(20);
      await store.close();
    }
    const level = await openLevel(database);
    const old = (await level.keys().all()).filter((key) => /^(item-|table~|index-|tag-)/.test(key));
    await level.close();
    expect(old).toEqual([]);
  });

  it('does not come back when it is deleted afterwards', async () => {
    const database = path.join(folder, 'db');
    await storeByDynalite(database);
    const store = await open(database);
    for (const { id, number } of ITEMS)
      await store.operations['DynamoDB_20120810.DeleteItem']?.({ TableName: TABLE, Key: { id, number } });
    await store.close();
    const again = await open(database);
    expect(await scan(again)).toEqual([]);
    await again.close();
  });

  it('is complete after a takeover that was interrupted at any step', async () => {
    const original = path.join(folder, 'db');
    await storeByDynalite(original);
    let steps = 0;
    for (let interrupted = true; interrupted; steps++) {
      const database = path.join(folder, `db-${steps}`);
      await cp(original, database, { recursive: true });
      interrupted = await takeOverSteps(database, steps);
      const store = await open(database);
      expect(sorted(await scan(store))).toEqual(sorted(ITEMS));
      await store.close();
    }
    // The batches of items and the format, and the deletions before and after.
    expect(steps).toBeGreaterThan(10);
  });
});

const Range = z.union([
  z.strictObject({ gte: z.string(), lt: z.string() }),
  z.strictObject({ gt: z.string(), lt: z.string() }),
]);

/** Takes over, but fails after so many steps that write. @returns whether it failed */
async function takeOverSteps(database: string, steps: number): Promise<boolean> {
  const level = await openLevel(database);
  let left = steps;
  const step = <T>(run: () => T): T => {
    if (left === 0) throw new Error('killed');
    left -= 1;
    return run();
  };
  const [batch, clear] = [level.batch.bind(level), level.clear.bind(level)];
  jest.spyOn(level, 'batch').mockImplementation(() => step(() => batch()));
  jest.spyOn(level, 'clear').mockImplementation((range: unknown) => step(() => clear(Range.parse(range))));
  try {
    await takeOverDynalite(level, 7);
    return false;
  } catch (error) {
    expect(error).toEqual(new Error('killed'));
    return true;
  } finally {
    await level.close();
  }
}

describe('values in files', () => {
  const NAMES = { stream: 'a-b-c', parameters: encodeURIComponent('/mib/local/webhooks'), 'queues/deliver': '01J' };

  it('are taken over into their namespaces, once', async () => {
    for (const [namespace, name] of Object.entries(NAMES))
      await storeInFile(path.join(folder, namespace), name, { from: namespace });
    const database = path.join(folder, 'db');
    const store = await open(database);
    await takeOverStoredFiles(store, folder);
    await store.values('queues/deliver').remove('01J');
    await store.close();
    expect(await readdir(folder)).toEqual(['db']);

    const again = await open(database);
    await takeOverStoredFiles(again, folder);
    expect(await again.values('stream').all()).toEqual([['a-b-c', { from: 'stream' }]]);
    expect(await again.values('parameters').all()).toEqual([[NAMES.parameters, { from: 'parameters' }]]);
    expect(await again.values('queues/deliver').all()).toEqual([]);
    await again.close();
  });

  it('are there after a takeover that was interrupted before the files were deleted', async () => {
    const files = path.join(folder, 'stream');
    await storeInFile(files, 'one', 1);
    await storeInFile(files, 'two', 2);
    const database = path.join(folder, 'db');
    const store = await open(database);
    await takeOverStoredFiles(store, folder);
    await store.close();
    await storeInFile(files, 'two', 2);

    const again = await open(database);
    await takeOverStoredFiles(again, folder);
    expect(await again.values('stream').all()).toEqual([
      ['one', 1],
      ['two', 2],
    ]);
    await again.close();
  });
});

function fail(): never {
  throw new Error('there is no such item');
}
