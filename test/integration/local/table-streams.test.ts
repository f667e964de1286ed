import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Json } from '../../../lib/local/aws/json.ts';
import { embeddedDynamodb } from '../../../lib/local/aws/step-functions/embedded-dynamodb.ts';
import { openLevel } from '../../../lib/local/database/level.ts';
import { openStore, type Store } from '../../../lib/local/database/store.ts';
import { keysOf } from '../../../lib/local/database/store-keys.ts';
import type { StreamRecord } from '../../../lib/local/database/stream-record.ts';
import { takeOverIntents } from '../../../lib/local/streams/intents-takeover.ts';
import { StreamConsumer } from '../../../lib/local/streams/stream-consumer.ts';
import type { StreamMapping } from '../../../lib/local/template/stream-mapping.ts';
import type { StreamViewType, TableDefinition } from '../../../lib/local/template/template.ts';
import { eventually } from '../../support/environment/eventually.ts';

const things = (StreamViewType: StreamViewType = 'NEW_IMAGE'): TableDefinition => ({
  TableName: 'things',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  StreamSpecification: { StreamEnabled: true, StreamViewType },
});
const MAPPING: StreamMapping = {
  table: 'things',
  functionName: 'publish',
  batchSize: 3,
  batchWindowMs: 0,
  patterns: [{}],
};

let folder = '';
const open: { readonly store: Store; readonly consumer: StreamConsumer }[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mib-'));
});
afterEach(async () => {
  for (const each of open) await close(each);
  await rm(folder, { recursive: true });
});

interface Options {
  readonly mapping?: StreamMapping;
  readonly view?: StreamViewType;
  readonly pause?: (ms: number) => Promise<unknown>;
  readonly invoke?: (records: readonly StreamRecord[]) => Json | Promise<Json>;
  readonly memory?: boolean;
}

/** The database and its consumer as a new process makes them. Pauses take no time. */
async function process({ mapping = MAPPING, view, pause = turn, invoke = () => null, memory = true }: Options = {}) {
  const path = memory ? undefined : folder;
  const store = await openStore({ path, tables: [things(view)], streams: [mapping], flush: 'system' });
  const given: StreamRecord[][] = [];
  const log = store.changes(mapping);
  const consumer = new StreamConsumer(
    log,
    async (name, payload) => {
      expect(name).toBe('publish');
      const { Records }: { Records: StreamRecord[] } = JSON.parse(JSON.stringify(payload));
      given.push(Records);
      return invoke(Records);
    },
    { pause, random: () => 0, say: () => undefined },
  );
  const running = {
    store,
    log,
    consumer,
    /** The batches that the function got. */
    given,
    /** The items of these batches. */
    ids: () => given.map((batch) => batch.map(({ dynamodb }) => dynamodb.Keys.id?.S)),
    call: async (operation: string, input: object) =>
      store.operations[`DynamoDB_20120810.${operation}`]?.({ TableName: 'things', ...input }),
    put: (id: string, more: object = {}) => running.call('PutItem', { Item: { id: { S: id }, ...more } }),
    idle: () => eventually(() => log.waiting.length === 0),
  };
  open.push(running);
  return running;
}
async function close(running: (typeof open)[number]): Promise<void> {
  open.splice(open.indexOf(running), 1);
  await running.consumer.stop();
  await running.store.close();
}
/** What a folder still has of changes. */
async function left(): Promise<string[]> {
  const level = await openLevel(folder);
  const keys = await level.keys(keysOf('change')).all();
  await level.close();
  return keys;
}
const turn = () => new Promise(setImmediate);
const never = () => new Promise(() => undefined);

describe('the stream of a table', () => {
  it('has a record of each change, with its kind, its key and the new image, in the order of writes', async () => {
    const { call, put, consumer, given, idle } = await process();
    consumer.start();
    const Key = { id: { S: 'a' } };
    await put('a', { n: { N: '1' } });
    const ExpressionAttributeValues = { ':n': { N: '2' } };
    await call('UpdateItem', { Key, UpdateExpression: 'SET n = :n', ExpressionAttributeValues });
    await call('DeleteItem', { Key });
    await idle();
    const NewImage = (n: string) => ({ NewImage: { ...Key, n: { N: n } } });
    expect(given.flat().map(({ eventName, dynamodb: { Keys, NewImage } }) => ({ eventName, Keys, NewImage }))).toEqual([
      { eventName: 'INSERT', Keys: Key, ...NewImage('1') },
      { eventName: 'MODIFY', Keys: Key, ...NewImage('2') },
      { eventName: 'REMOVE', Keys: Key },
    ]);
    const numbers = given.flat().map(({ dynamodb }) => dynamodb.SequenceNumber);
    expect(numbers).toEqual([...new Set(numbers)].sort());
  });

  it.each([
    ['KEYS_ONLY', {}],
    ['NEW_IMAGE', { NewImage: { n: { N: '2' } } }],
    ['OLD_IMAGE', { OldImage: { n: { N: '1' } } }],
    ['NEW_AND_OLD_IMAGES', { NewImage: { n: { N: '2' } }, OldImage: { n: { N: '1' } } }],
  ] as const)('has the images of its view: %s', async (view, images) => {
    const { put, log } = await process({ view });
    await put('a', { n: { N: '1' } });
    await put('a', { n: { N: '2' } });
    const { Keys, NewImage, OldImage, StreamViewType } = log.waiting[1]?.dynamodb ?? {};
    const without = (image: object = {}) => ({ ...image, id: undefined });
    expect({
      ...(NewImage && { NewImage: without(NewImage) }),
      ...(OldImage && { OldImage: without(OldImage) }),
    }).toEqual(images);
    expect({ Keys, StreamViewType }).toEqual({ Keys: { id: { S: 'a' } }, StreamViewType: view });
  });

  it('has no record of a write that changes nothing, or whose condition failed', async () => {
    const { call, put, log } = await process();
    await put('a', { n: { N: '1' }, set: { SS: ['x', 'y'] } });
    await put('a', { set: { SS: ['y', 'x'] }, n: { N: '1.0' } });
    await call('UpdateItem', { Key: { id: { S: 'a' } }, UpdateExpression: 'REMOVE nothing' });
    await call('DeleteItem', { Key: { id: { S: 'missing' } } });
    const refused = { Item: { id: { S: 'a' } }, ConditionExpression: 'attribute_not_exists(id)' };
    await expect(call('PutItem', refused)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(log.waiting.map(({ eventName }) => eventName)).toEqual(['INSERT']);
  });

  it('gives the function the changes that match its filter, and stores no others', async () => {
    const patterns = [{ dynamodb: { NewImage: { status: { S: ['DONE'] } } } }];
    const { put, log } = await process({ mapping: { ...MAPPING, patterns } });
    await put('a', { status: { S: 'BEGUN' } });
    await put('b', { status: { S: 'DONE' } });
    expect(log.waiting.map(({ dynamodb }) => dynamodb.Keys)).toEqual([{ id: { S: 'b' } }]);
  });

  it('gives changes again, from the one on that the function reports, until it takes them', async () => {
    const responses: ((records: readonly StreamRecord[]) => Json | Promise<Json>)[] = [
      () => Promise.reject(new Error('out of order')),
      (records) => ({ batchItemFailures: [{ itemIdentifier: records[1]?.dynamodb.SequenceNumber ?? '' }] }),
      () => ({ batchItemFailures: [{ itemIdentifier: 'of no record' }] }),
      () => ({ batchItemFailures: [] }),
    ];
    const { put, consumer, ids, idle } = await process({ invoke: (records) => responses.shift()?.(records) ?? null });
    for (const id of ['1', '2', '3', '4', '5']) await put(id);
    consumer.start();
    await idle();
    expect(ids()).toEqual([['1', '2', '3'], ['1', '2', '3'], ['2', '3', '4'], ['2', '3', '4'], ['5']]);
  });

  it('lets the first change of a batch wait for others: until the window is over, or the batch is full', async () => {
    const windows: PromiseWithResolvers<void>[] = [];
    const asked: number[] = [];
    const pause = (ms: number) => {
      asked.push(ms);
      windows.push(Promise.withResolvers());
      return windows.at(-1)?.promise ?? never();
    };
    const { put, consumer, ids, idle } = await process({ mapping: { ...MAPPING, batchWindowMs: 1_000 }, pause });
    consumer.start();
    await put('1');
    await put('2');
    await turn();
    expect([ids(), asked]).toEqual([[], [1_000]]);
    windows[0]?.resolve();
    await idle();
    for (const id of ['3', '4', '5']) await put(id);
    await idle();
    expect([ids(), asked]).toEqual([
      [
        ['1', '2'],
        ['3', '4', '5'],
      ],
      [1_000, 1_000],
    ]);
  });

  it.each([
    ['while the function runs', false],
    ['before the function has taken it', true],
  ])('gives a change again after a process that ended %s, and leaves nothing behind', async (_when, fails) => {
    const first = await process({
      memory: false,
      pause: never,
      invoke: () => (fails ? Promise.reject(new Error('out of order')) : new Promise(() => undefined)),
    });
    first.consumer.start();
    await first.put('a');
    await eventually(() => first.given.length > 0);
    // As after a kill: nobody waits for the function.
    await first.store.close();
    open.splice(0);

    const second = await process({ memory: false });
    expect(second.log.waiting).toEqual(first.given.flat());
    second.consumer.start();
    await second.put('b');
    await second.idle();
    expect(second.ids().flat()).toEqual(['a', 'b']);
    await close(second);
    expect(await left()).toEqual([]);
  });

  it('is forgotten when no function reads it any more', async () => {
    const first = await process({ memory: false });
    await first.put('a');
    await close(first);
    expect(await left()).toHaveLength(1);
    await close(await process({ memory: false, mapping: { ...MAPPING, functionName: 'another' } }));
    expect(await left()).toEqual([]);
  });
});

describe('the intents of version 0.1', () => {
  const DONE: StreamMapping = { ...MAPPING, patterns: [{ dynamodb: { NewImage: { status: { S: ['DONE'] } } } }] };

  it('become changes of the items that the function waits for, and are removed', async () => {
    const { store, call, put, log } = await process({ mapping: DONE });
    const done = { status: { S: 'DONE' } };
    // As the version before has written it: without a stream.
    await call('CreateTable', { ...things(), TableName: 'old' });
    await put('a', done);
    log.taken(1);
    await put('b', { status: { S: 'BEGUN' } });
    const intents = store.values('stream');
    for (const id of ['a', 'b', 'missing']) await intents.put(id, { table: 'things', key: { id: { S: id } } });
    await intents.put('elsewhere', { table: 'old', key: { id: { S: 'a' } } });
    const read = embeddedDynamodb(store.operations);
    await takeOverIntents(intents, [log], { read, nextPlace: () => store.nextPlace() });
    expect(log.waiting).toMatchObject([
      { eventName: 'MODIFY', dynamodb: { Keys: { id: { S: 'a' } }, NewImage: { id: { S: 'a' }, ...done } } },
    ]);
    expect(await intents.all()).toEqual([]);
  });
});
