import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { ChangeLog } from '../../../lib/local/database/change-log.ts';
import { createTables } from '../../../lib/local/database/foreign-tables.ts';
import { openStore, type Store } from '../../../lib/local/database/store.ts';
import { followForeignStreams } from '../../../lib/local/streams/foreign-streams.ts';
import type { StreamMapping } from '../../../lib/local/template/stream-mapping.ts';
import type { TableDefinition } from '../../../lib/local/template/template.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { closeServer, type Listening, listening, listenOnFreePort } from '../../support/environment/listening.ts';
import { CONFORMANCE_ENDPOINT } from '../../support/environment/services.ts';
import { StreamingDatabase } from '../../support/memory-dynamodb/streaming-database.ts';

const TABLE = `things-${randomUUID()}`;
const WITHOUT_STREAM: TableDefinition = {
  TableName: TABLE,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
};
const definition: TableDefinition = {
  ...WITHOUT_STREAM,
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
};
const MAPPING: StreamMapping = {
  table: TABLE,
  functionName: 'publish',
  batchSize: 10,
  batchWindowMs: 0,
  patterns: [{ dynamodb: { NewImage: { status: { S: ['DONE'] } } } }],
};

let elsewhere: StreamingDatabase;
let served: Listening;
let endpoint = '';
const ends: (() => unknown)[] = [];
beforeEach(async () => {
  elsewhere = new StreamingDatabase(definition);
  served = await listening(elsewhere.server());
  endpoint = served.url;
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await served.stop();
});

/** Begins to copy as a start does. @param store with what an earlier start has read */
async function follow(store: Promise<Store> = openStore({ path: undefined, tables: [], flush: 'system' })) {
  const opened = await store;
  const log = opened.changes(MAPPING);
  const said: string[] = [];
  const arns = await createTables(endpoint, [{ definition }]);
  const stop = await followForeignStreams({
    database: endpoint,
    arns,
    logs: [log],
    values: (namespace) => opened.values(namespace),
    nextPlace: () => opened.nextPlace(),
    retries: { pause: () => delay(2), random: () => 0, say: (line) => said.push(line) },
  });
  ends.push(stop);
  return { store: opened, log, said, stop };
}
async function put(...ids: readonly string[]): Promise<void> {
  const client = new DynamoDBClient({ endpoint });
  for (const id of ids)
    await client.send(new PutItemCommand({ TableName: TABLE, Item: { id: { S: id }, status: { S: 'DONE' } } }));
  client.destroy();
}
const idsIn = (log: ChangeLog) => log.waiting.map(({ dynamodb }) => dynamodb.Keys.id?.S);
const has = (log: ChangeLog, count: number) => eventually(() => log.waiting.length >= count);

describe('the stream of a database elsewhere', () => {
  it('is read in order, through the ends of shards, and filtered', async () => {
    await createTables(endpoint, [{ definition }]);
    await put('1', '2', '3');
    elsewhere.split();
    await put('4');
    const { log, said } = await follow();
    await has(log, 4);
    elsewhere.split();
    await put('5');
    const client = new DynamoDBClient({ endpoint });
    await client.send(new PutItemCommand({ TableName: TABLE, Item: { id: { S: 'no' }, status: { S: 'BEGUN' } } }));
    client.destroy();
    await put('6');
    await has(log, 6);
    expect(idsIn(log)).toEqual(['1', '2', '3', '4', '5', '6']);
    const numbers = log.waiting.map(({ dynamodb }) => dynamodb.SequenceNumber);
    expect(numbers).toEqual([...new Set(numbers)].sort());
    expect(said).toEqual([]);
  });

  it('goes on behind what an earlier start has read', async () => {
    const first = await follow();
    await put('1', '2');
    await has(first.log, 2);
    first.stop();
    first.log.taken(2);
    await put('3');
    const second = await follow(Promise.resolve(first.store));
    await has(second.log, 1);
    expect(idsIn(second.log)).toEqual(['3']);
  });

  it('goes on with its oldest record if it has forgotten what comes next', async () => {
    const first = await follow();
    await put('1');
    await has(first.log, 1);
    first.stop();
    first.log.taken(1);
    await put('2', '3', '4');
    elsewhere.trim(1);
    const second = await follow(Promise.resolve(first.store));
    await has(second.log, 1);
    expect(idsIn(second.log)).toEqual(['4']);
  });

  it('is missing in a database without streams: a line names the functions that will not run', async () => {
    const server = dynalite({ createTableMs: 0 });
    endpoint = await listenOnFreePort(server);
    ends.push(() => closeServer(server));
    const { said } = await follow();
    expect(said).toEqual([
      `the database at ${endpoint} has no DynamoDB Streams, so that changes of ${TABLE} reach no function: publish will not run`,
    ]);
  });
});

(process.env[CONFORMANCE_ENDPOINT] === undefined ? describe.skip : describe)('DynamoDB Local', () => {
  it.each([
    ['a new table', definition],
    ['a table that an older version has created without one', WITHOUT_STREAM],
  ])('has a stream for %s', async (_what, created) => {
    endpoint = process.env[CONFORMANCE_ENDPOINT] ?? '';
    const TableName = `things-${randomUUID()}`;
    await createTables(endpoint, [{ definition: { ...created, TableName } }]);
    const arns = await createTables(endpoint, [{ definition: { ...definition, TableName } }]);
    expect([...arns.keys()]).toEqual([TableName]);
  });

  it('gives the changes of its tables', async () => {
    endpoint = process.env[CONFORMANCE_ENDPOINT] ?? '';
    const { log, said } = await follow();
    const client = new DynamoDBClient({ endpoint });
    // DynamoDB Local leaves the type of an empty map out.
    const Item = { id: { S: '1' }, status: { S: 'DONE' }, holds: { M: {} } };
    await client.send(new PutItemCommand({ TableName: TABLE, Item }));
    client.destroy();
    await put('2');
    await has(log, 2);
    expect(idsIn(log)).toEqual(['1', '2']);
    expect(log.waiting).toMatchObject([
      { eventName: 'INSERT', dynamodb: { Keys: { id: { S: '1' } }, NewImage: Item } },
      { eventName: 'INSERT' },
    ]);
    expect(said).toEqual([]);
  });
});
