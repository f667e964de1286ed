import { randomUUID } from 'node:crypto';
import type { Json } from '../../../lib/local/aws/json.ts';
import { dynamodbIntegration } from '../../../lib/local/aws/step-functions/dynamodb-integration.ts';
import type { Tasks } from '../../../lib/local/aws/step-functions/tasks.ts';
import type { StoredValues } from '../../../lib/local/aws/stored-values.ts';
import { TableStreams } from '../../../lib/local/streams/table-streams.ts';
import { StreamBatch } from '../../../lib/store/stream-batch.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { databaseEndpoint } from '../../support/environment/services.ts';
import { type FreshTables, freshTables } from '../../support/environment/tables.ts';
import { memoryValues } from '../../support/memory-values.ts';

let tables: FreshTables;
beforeAll(async () => {
  tables = await freshTables();
});
afterAll(() => tables.close());

const database = () => dynamodbIntegration(databaseEndpoint());
/** The ids of the items in each batch that the function got. */
let given: string[][];
let intents: StoredValues;
let invoke: (batch: StreamBatch) => Json | Promise<Json>;
beforeEach(async () => {
  given = [];
  intents = (await memoryValues())('stream');
  invoke = () => null;
});

/** The streams as a new process makes them. Pauses take no time. */
function streams(dynamodb: Tasks['dynamodb'] = database(), pause = () => new Promise(setImmediate)): TableStreams {
  const mapping = {
    table: tables.journal,
    functionName: 'publish',
    batchSize: 3,
    patterns: [{ eventName: ['MODIFY'], dynamodb: { NewImage: { status: { S: ['DONE'] } } } }],
  };
  const tasks: Tasks = {
    dynamodb,
    invoke: async (_name, payload) => {
      const batch = StreamBatch.parse(payload);
      given.push(batch.Records.map(({ dynamodb: { NewImage } }) => NewImage.tx_id?.S ?? ''));
      return invoke(batch);
    },
  };
  return new TableStreams([mapping], { intents, tasks, retries: { pause, random: () => 0, say: () => undefined } });
}

const keyOf = (id: string) => ({ from_id: { S: 'a' }, tx_id: { S: id } });
const setting = (id: string, status: string, more: Record<string, Json> = {}): Record<string, Json> => ({
  TableName: tables.journal,
  Key: keyOf(id),
  UpdateExpression: 'SET #status = :status',
  ExpressionAttributeNames: { '#status': 'status' },
  ExpressionAttributeValues: { ':status': { S: status } },
  ...more,
});
const nothingLeft = () => eventually(async () => (await intents.all()).length === 0);

describe('the stream of a table', () => {
  it('gives the function the changes that match its filter, and drops the others', async () => {
    const { dynamodb } = streams();
    const id = randomUUID();
    await dynamodb('updateItem', setting(id, 'BEGUN'));
    await dynamodb('updateItem', setting(id, 'DONE'));
    await nothingLeft();
    expect(given).toEqual([[id]]);
  });

  it('responds to a write with the values that the write asks for', async () => {
    const { dynamodb } = streams();
    const whole = { ...keyOf('with-response'), status: { S: 'BEGUN' } };
    expect(await dynamodb('updateItem', setting('with-response', 'BEGUN'))).toEqual({});
    expect(await dynamodb('updateItem', setting('with-response', 'BEGUN', { ReturnValues: 'ALL_NEW' }))).toEqual({
      Attributes: whole,
    });
    expect(await dynamodb('getItem', { TableName: tables.journal, Key: keyOf('with-response') })).toEqual({
      Item: whole,
    });
  });

  it('has no write whose condition failed', async () => {
    const { dynamodb } = streams();
    const refused = setting(randomUUID(), 'DONE', { ConditionExpression: 'attribute_exists(tx_id)' });
    await expect(dynamodb('updateItem', refused)).rejects.toMatchObject({
      name: 'DynamoDB.ConditionalCheckFailedException',
    });
    expect(await intents.all()).toEqual([]);
    expect(given).toEqual([]);
  });

  it('leaves other tables alone, and refuses operations that it cannot follow', async () => {
    const { dynamodb } = streams();
    await dynamodb('putItem', { TableName: tables.users, Item: { login: { S: 'ann' } } });
    await expect(dynamodb('deleteItem', { TableName: tables.journal, Key: keyOf('x') })).rejects.toThrow(
      'has a stream',
    );
    await expect(dynamodb('updateItem', setting('x', 'A', { ReturnValues: 'ALL_OLD' }))).rejects.toThrow(
      'ReturnValues',
    );
  });

  it('gives changes again, from the one on that the function reports, until it takes them', async () => {
    const ids = ['1', '2', '3', '4', '5'].map((n) => `${n}-${randomUUID()}`);
    const [one = '', two = '', three = '', four = '', five = ''] = ids;
    const written = Promise.withResolvers<null>();
    const responses: ((batch: StreamBatch) => Json | Promise<Json>)[] = [
      () => written.promise,
      () => Promise.reject(new Error('out of order')),
      ({ Records }) => ({ batchItemFailures: [{ itemIdentifier: Records[1]?.dynamodb.SequenceNumber ?? '' }] }),
      () => ({ batchItemFailures: [{ itemIdentifier: 'of no record' }] }),
      () => ({ batchItemFailures: [] }),
    ];
    invoke = (batch) => responses.shift()?.(batch) ?? null;
    const { dynamodb } = streams();
    for (const id of ids) await dynamodb('updateItem', setting(id, 'DONE'));
    written.resolve(null);
    await nothingLeft();
    expect(given).toEqual([[one], [two, three, four], [two, three, four], [three, four, five], [three, four, five]]);
  });

  it('remembers a change until the function takes it, also in another process', async () => {
    const id = randomUUID();
    invoke = () => {
      throw new Error('out of order');
    };
    await streams(database(), () => new Promise(() => undefined)).dynamodb('updateItem', setting(id, 'DONE'));
    await eventually(() => given.length > 0);
    expect(await intents.all()).toHaveLength(1);

    invoke = () => null;
    await streams().resume();
    await nothingLeft();
    expect(given).toEqual([[id], [id]]);
  });

  it('gives the change of a write whose response was lost', async () => {
    const id = randomUUID();
    const { dynamodb } = streams(async (action, parameters) => {
      const result = await database()(action, parameters);
      if (action === 'updateItem') throw new Error('socket hang up');
      return result;
    });
    await expect(dynamodb('updateItem', setting(id, 'DONE'))).rejects.toThrow('socket hang up');
    await nothingLeft();
    expect(given).toEqual([[id]]);
  });

  it('gives the change of a write that happens after the death of its process, once the database is readable', async () => {
    const id = randomUUID();
    await intents.put('left over', { table: tables.journal, key: keyOf(id) });
    let looks = 0;
    await streams(async (action, parameters) => {
      looks += 1;
      if (looks < 3) throw new Error('connection refused');
      if (looks === 5) await database()('updateItem', setting(id, 'DONE'));
      return database()(action, parameters);
    }).resume();
    await nothingLeft();
    expect(given).toEqual([[id]]);
  });

  it('drops the intent of a write that never happened', async () => {
    await intents.put('left over', { table: tables.journal, key: keyOf(randomUUID()) });
    await streams().resume();
    await nothingLeft();
    expect(given).toEqual([]);
  });
});
