import { randomUUID } from 'node:crypto';
import { type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { createTables } from '../../../lib/local/database/foreign-tables.ts';
import { TableDefinition } from '../../../lib/local/template/template.ts';
import { databaseEndpoint } from '../../support/environment/services.ts';

const endpoint = databaseEndpoint();
const TableName = `units-${randomUUID()}`;
const counted = { TableName, ReturnConsumedCapacity: 'INDEXES' } as const;
const client = new DynamoDBClient({ endpoint });
const db = DynamoDBDocumentClient.from(client);
const Consumed = z.object({
  ConsumedCapacity: z.object({
    Table: z.object({ CapacityUnits: z.number() }).optional(),
    GlobalSecondaryIndexes: z.record(z.string(), z.object({ CapacityUnits: z.number() })).optional(),
  }),
});

beforeAll(() =>
  createTables(endpoint, [
    {
      definition: TableDefinition.parse({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['id', 'n', 'by'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: 'id', KeyType: 'HASH' },
          { AttributeName: 'n', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-by',
            KeySchema: [{ AttributeName: 'by', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['shown'] },
          },
        ],
      } satisfies CreateTableCommandInput),
    },
  ]),
);
afterAll(() => client.destroy());

/** The capacity units of the table and of its index. */
async function used(response: Promise<unknown>): Promise<[number, number]> {
  const { Table, GlobalSecondaryIndexes } = Consumed.parse(await response).ConsumedCapacity;
  return [Table?.CapacityUnits ?? 0, GlobalSecondaryIndexes?.['by-by']?.CapacityUnits ?? 0];
}

const put = (Item: Record<string, unknown>) => used(db.send(new PutCommand({ ...counted, Item })));
const set = (id: string, name: string, value: string) =>
  used(
    db.send(
      new UpdateCommand({
        ...counted,
        Key: { id, n: '1' },
        UpdateExpression: 'SET #name = :value',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': value },
      }),
    ),
  );
/** An item of `bytes` bytes: 3 are `id` and one letter, 2 are `n`, 2 are the name of the rest. */
const sized = (id: string, bytes: number) => ({ id, n: '1', of: 'x'.repeat(bytes - 7) });

describe('a write is billed', () => {
  it('per started KB of the item', async () => {
    expect(await put(sized('a', 1024))).toEqual([1, 0]);
    expect(await put(sized('b', 1025))).toEqual([2, 0]);
  });

  it('by the larger size of the item before and after', async () => {
    await put(sized('c', 3000));
    expect(await put(sized('c', 100))).toEqual([3, 0]);
    expect(await put(sized('c', 3000))).toEqual([3, 0]);
    expect(await used(db.send(new DeleteCommand({ ...counted, Key: { id: 'c', n: '1' } })))).toEqual([3, 0]);
  });

  it('by its names, digits and maps as well', async () => {
    const map = Object.fromEntries(
      Array.from({ length: 25 }, (_, n) => [`01J${String(n).padStart(23, '0')}`, 1795412340123]),
    );
    // 5 of the key, 4 of the map, and 26 + 8 + 1 of each entry: 884.
    expect(await put({ id: 'd', n: '1', m: map })).toEqual([1, 0]);
    expect(await put({ id: 'e', n: '1', m: map, of: 'x'.repeat(138) })).toEqual([1, 0]);
    expect(await put({ id: 'f', n: '1', m: map, of: 'x'.repeat(139) })).toEqual([2, 0]);
  });

  it('for an index if an entry is created, changed or deleted, and twice if its key changes', async () => {
    expect(await put({ id: 'g', n: '1', by: 'one', shown: 'a' })).toEqual([1, 1]);
    expect(await set('g', 'hidden', 'a')).toEqual([1, 0]);
    expect(await set('g', 'shown', 'b')).toEqual([1, 1]);
    expect(await set('g', 'shown', 'b')).toEqual([1, 0]);
    expect(await set('g', 'by', 'another')).toEqual([1, 2]);
    expect(await used(db.send(new DeleteCommand({ ...counted, Key: { id: 'g', n: '1' } })))).toEqual([1, 1]);
  });
});

describe('a read is billed', () => {
  const get = (id: string, ConsistentRead: boolean) =>
    used(db.send(new GetCommand({ ...counted, Key: { id, n: '1' }, ConsistentRead })));

  it('per started 4 KB, half if eventually consistent, also if it finds nothing', async () => {
    await put(sized('h', 4096));
    await put(sized('i', 4097));
    expect(await get('h', true)).toEqual([1, 0]);
    expect(await get('i', true)).toEqual([2, 0]);
    expect(await get('i', false)).toEqual([1, 0]);
    expect(await get('nobody', true)).toEqual([1, 0]);
    expect(await get('nobody', false)).toEqual([0.5, 0]);
  });

  it('by the sum of the items in a query, and item by item in a batch', async () => {
    for (const n of ['1', '2', '3']) await put({ ...sized('j', 1500), n });
    const query = new QueryCommand({
      ...counted,
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': 'j' },
      ConsistentRead: true,
    });
    expect(await used(db.send(query))).toEqual([2, 0]);
    const Keys = ['1', '2', '3'].map((n) => ({ id: 'j', n }));
    const { ConsumedCapacity } = await db.send(
      new BatchGetCommand({
        RequestItems: { [TableName]: { Keys, ConsistentRead: true } },
        ReturnConsumedCapacity: 'INDEXES',
      }),
    );
    expect(ConsumedCapacity?.[0]?.Table?.CapacityUnits).toBe(3);
  });

  it('by the projected attributes on an index', async () => {
    await put({ ...sized('k', 9000), by: 'two' });
    const query = new QueryCommand({
      ...counted,
      IndexName: 'by-by',
      KeyConditionExpression: '#by = :by',
      ExpressionAttributeNames: { '#by': 'by' },
      ExpressionAttributeValues: { ':by': 'two' },
    });
    expect(await used(db.send(query))).toEqual([0, 0.5]);
  });
});
