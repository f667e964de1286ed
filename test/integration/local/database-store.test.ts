import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { openStore, type Store, type StoreOptions } from '../../../lib/local/database/store.ts';
import type { TableDefinition } from '../../../lib/local/template/template.ts';

let folder = '';
const open: Store[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mib-'));
});
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
  await rm(folder, { recursive: true });
});

const THINGS: TableDefinition = {
  TableName: 'things',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
};
const INDEXED: TableDefinition = {
  ...THINGS,
  AttributeDefinitions: [...THINGS.AttributeDefinitions, { AttributeName: 'by', AttributeType: 'S' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by',
      KeySchema: [{ AttributeName: 'by', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
};

/** Opens the folder, or what the options say. The test's end closes it. */
async function openFolder(options: Partial<StoreOptions> = {}): Promise<Store> {
  const store = await openStore({ path: path.join(folder, 'db'), tables: [THINGS], flush: 'system', ...options });
  open.push(store);
  return store;
}
const close = async (store: Store) => {
  open.splice(open.indexOf(store), 1);
  await store.close();
};
const call = async (store: Store, operation: string, input: object = {}): Promise<unknown> =>
  store.operations[`DynamoDB_20120810.${operation}`]?.({ TableName: 'things', ...input });
const put = (store: Store, Item: object) => call(store, 'PutItem', { Item });
const get = (store: Store, id: string) => call(store, 'GetItem', { Key: { id: { S: id } } });

describe('a store', () => {
  it.each(['system', 'disk'] as const)('has its items and values after it was opened again: %s', async (flush) => {
    const first = await openFolder({ flush });
    await put(first, { id: { S: 'a' }, n: { N: '1.50' } });
    await put(first, { id: { S: 'gone' } });
    await call(first, 'DeleteItem', { Key: { id: { S: 'gone' } } });
    await first.values('queues/work').put('one', { body: 'x' });
    await first.values('queues/work').put('gone', 1);
    await first.values('queues/work').remove('gone');
    await first.values('other').put('one', [null]);
    await close(first);

    const second = await openFolder({ flush });
    expect(await call(second, 'Scan')).toMatchObject({ Items: [{ id: { S: 'a' }, n: { N: '1.5' } }] });
    expect(await second.values('queues/work').all()).toEqual([['one', { body: 'x' }]]);
    expect(await second.values('other').all()).toEqual([['one', [null]]]);
  });

  it('keeps apart keys that differ in what UTF-8 cannot tell', async () => {
    // The key's text has surrogates without partners for these.
    const ids = ['\ue000', '😀', '\ufffd', '\u0000', '\u0000\uffff'];
    const first = await openFolder();
    for (const id of ids) await put(first, { id: { S: id } });
    await close(first);
    const second = await openFolder();
    for (const id of ids) expect(await get(second, id)).toEqual({ Item: { id: { S: id } } });
  });

  it('has a new index of a table with the entries of its items', async () => {
    const first = await openFolder();
    await put(first, { id: { S: 'a' }, by: { S: 'ann' }, more: { S: 'x' } });
    await close(first);
    const second = await openFolder({ tables: [INDEXED] });
    const query = {
      IndexName: 'by',
      KeyConditionExpression: '#by = :ann',
      ExpressionAttributeNames: { '#by': 'by' },
      ExpressionAttributeValues: { ':ann': { S: 'ann' } },
    };
    expect(await call(second, 'Query', query)).toMatchObject({ Items: [{ id: { S: 'a' }, by: { S: 'ann' } }] });
  });

  it('keeps tables that were created, and those that are no longer declared', async () => {
    const first = await openFolder();
    await call(first, 'CreateTable', { ...INDEXED, TableName: 'more' });
    await call(first, 'PutItem', { TableName: 'more', Item: { id: { S: 'a' } } });
    await close(first);
    const second = await openFolder({ tables: [] });
    const Tables = z.object({ TableNames: z.array(z.string()) });
    const { TableNames } = Tables.parse(await second.operations['DynamoDB_20120810.ListTables']?.({}));
    expect(TableNames).toEqual(['more', 'things']);
    expect(await call(second, 'Scan', { TableName: 'more' })).toMatchObject({ Count: 1 });
  });

  it('refuses a table whose key differs from the stored one', async () => {
    await close(await openFolder());
    const other: TableDefinition = { ...THINGS, AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }] };
    await expect(openFolder({ tables: [other] })).rejects.toThrow('things is stored with the key id (S), not id (N)');
    // The folder is free again.
    await openFolder();
  });

  it('may be read by its owner alone', async () => {
    await openFolder();
    expect((await stat(path.join(folder, 'db'))).mode & 0o777).toBe(0o700);
  });

  it('in memory answers without a wait', async () => {
    const store = await openFolder({ path: undefined });
    const item = { id: { S: 'a' } };
    expect(store.operations['DynamoDB_20120810.PutItem']?.({ TableName: 'things', Item: item })).toEqual({});
    const found = store.operations['DynamoDB_20120810.GetItem']?.({ TableName: 'things', Key: item });
    expect(found).toEqual({ Item: item });
  });
});
