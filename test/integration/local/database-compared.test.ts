// The embedded database compared with dynalite, an independent implementation, or with another
// DynamoDB that the run is given: random operations of the kinds that mib uses must have the same
// results on both.
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import dynalite from 'dynalite';
import fc from 'fast-check';
import * as z from 'zod';
import { ServiceError } from '../../../lib/local/aws/aws-json.ts';
import { MemoryDynamoDB } from '../../../lib/local/database/memory-dynamodb.ts';
import type { TableDefinition } from '../../../lib/local/template/template.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { type Listening, listening } from '../../support/environment/listening.ts';
import { CONFORMANCE_ENDPOINT } from '../../support/environment/services.ts';

type Call = readonly [operation: string, input: Record<string, unknown>];

const definition = (TableName: string): TableDefinition => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'n', AttributeType: 'S' },
    { AttributeName: 'group', AttributeType: 'S' },
    { AttributeName: 'due_at', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'id', KeyType: 'HASH' },
    { AttributeName: 'n', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'due',
      KeySchema: [
        { AttributeName: 'group', KeyType: 'HASH' },
        { AttributeName: 'due_at', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['shown'] },
    },
    {
      IndexName: 'by-time',
      KeySchema: [{ AttributeName: 'due_at', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

let server: Pick<Listening, 'url'> & Partial<Listening>;
beforeAll(async () => {
  const given = process.env[CONFORMANCE_ENDPOINT];
  server = given === undefined ? await listening(otherDatabase()) : { url: given };
});
afterAll(() => server.stop?.());

function otherDatabase(): Server {
  const database = dynalite({ createTableMs: 0 });
  // A connection that is closed while it is used is an error here.
  database.keepAliveTimeout = 0;
  return database;
}

const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20261126T000000Z',
  authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
};
const Response = z.record(z.string(), z.unknown());
const ACTIVE = z.object({ Table: z.object({ TableStatus: z.literal('ACTIVE') }) });
const Failed = z.object({ __type: z.string() });

/** Calls the other database. An error is its name. */
async function onServer([operation, input]: Call): Promise<unknown> {
  const headers = { ...HEADERS, 'x-amz-target': `DynamoDB_20120810.${operation}` };
  const response = await fetch(server.url, { method: 'POST', headers, body: JSON.stringify(input) });
  const body: unknown = await response.json();
  if (response.ok) {
    // DynamoDB Local reports the capacity without being asked. It leaves out attributes of which there
    // are none, as the embedded database does.
    const { ConsumedCapacity: _, Attributes, ...result } = Response.parse(body);
    const there = Attributes !== undefined && canonical(Attributes) !== '{}';
    return { ...result, ...(there && { Attributes }) };
  }
  return Failed.parse(body).__type.split('#').at(-1);
}

function onEngine(database: MemoryDynamoDB, [operation, input]: Call): unknown {
  try {
    return JSON.parse(JSON.stringify(database.execute(operation, input)));
  } catch (error) {
    if (error instanceof ServiceError) return error.name;
    throw error;
  }
}

// Few values, so that operations meet.
const text = fc.constantFrom('a', 'a\u0000', 'ab', 'é', '😀');
const wholeNumber = fc.constantFrom('0', '-1', '7', '10', '123456789012345678901234567890', '-99999999999999999999');
const number = fc.oneof(wholeNumber, fc.constantFrom('0.5', '-0.25', '0.0000001'));
const ordered = fc.oneof(
  text.map((S) => ({ S })),
  number.map((N) => ({ N })),
);
/** Of lists and maps, dynalite sees no two as equal. */
const flat = fc.oneof(ordered, fc.constantFrom({ BOOL: true }, { NULL: true }, { S: '' }, { SS: ['x', 'y'] }));
const scalar = fc.oneof(
  { weight: 5, arbitrary: flat },
  { weight: 1, arbitrary: fc.constant({ L: [{ N: '1' }, { S: 'a' }] }) },
);
const map = fc.dictionary(fc.constantFrom('x', 'y', 'z'), scalar, { maxKeys: 3 }).map((M) => ({ M }));
const anyValue = fc.oneof(scalar, map);
const id = fc.constantFrom('a', 'b').map((S) => ({ S }));
const n = text.map((S) => ({ S }));
const key = fc.record({ id, n });
const group = fc.constantFrom('one', 'two').map((S) => ({ S }));
const at = wholeNumber.map((N) => ({ N }));
const item = fc
  .tuple(
    key,
    fc.record(
      { group, due_at: at, shown: anyValue, other: anyValue, used: number.map((N) => ({ N })), m: map },
      { requiredKeys: [] },
    ),
  )
  .map(([keys, rest]) => ({ ...keys, ...rest }));

/**
 * An expression, with values for its names and values. Those of conditions are `:a`, `:b` and `#x`,
 * those of updates `:c`, `:d` and `#y`.
 */
const expression = (member: string, expressions: readonly string[], value: fc.Arbitrary<unknown> = anyValue) =>
  fc
    .tuple(fc.constantFrom(...expressions), value, value, fc.constantFrom('x', 'y'))
    .map(([text, first, second, name]) => ({
      [member]: text,
      names: { '#g': 'group', [member === 'UpdateExpression' ? '#y' : '#x']: name },
      values: member === 'UpdateExpression' ? { ':c': first, ':d': second } : { ':a': first, ':b': second },
    }));
const CONDITIONS = [
  'attribute_not_exists(id)',
  'attribute_exists(id) AND attribute_not_exists(m.#x)',
  '#g = :a',
  'shown <> :a',
  'NOT (shown = :a)',
  'other IN (:a, :b)',
  'begins_with(shown, :a)',
  'contains(other, :a)',
  'm.#x = :a AND m.y = :b',
];
/** What needs values that have an order. dynalite alone compares others. */
const ORDERED = [
  'attribute_not_exists(used) OR used < :a',
  'shown BETWEEN :a AND :b',
  'other > :a AND NOT (other > :b)',
  'used >= :a AND (attribute_exists(shown) OR other = :b)',
  'size(m) < :a OR m.#x <= :b',
];
const UPDATES = [
  'SET shown = :c',
  'SET used = if_not_exists(used, :c) + :d',
  'SET used = used - :c, other = :d',
  'SET m.#y = :c REMOVE shown',
  'REMOVE #g, due_at',
  'SET used = used + used REMOVE m.#y, shown',
  'SET due_at = used REMOVE used',
  'SET other = m.#y, m.#y = other',
  'SET used = used + m.#y REMOVE m.#y',
  'SET shown = other, other = if_not_exists(shown, :c)',
  'SET m.x = :c, m.#y = :d',
  'set m = :c remove other',
];
type Generated = { names: Record<string, string>; values: Record<string, unknown> } & Record<string, unknown>;
/** One request of generated expressions: only the names and values that one of them uses are sent. */
function request(...parts: (Generated | undefined)[]): Record<string, unknown> {
  const given = parts.filter((part) => part !== undefined);
  const { names: _, values: __, ...expressions }: Record<string, unknown> = Object.assign({}, ...given);
  const names = Object.assign({}, ...given.map((part) => part.names));
  const values = Object.assign({}, ...given.map((part) => part.values));
  const all = Object.values(expressions).join(' ');
  const used = (members: unknown) =>
    Object.entries(z.record(z.string(), z.unknown()).parse(members ?? {})).filter(([name]) =>
      new RegExp(`${name}\\b`).test(all),
    );
  return {
    ...expressions,
    ...(used(names).length > 0 && { ExpressionAttributeNames: Object.fromEntries(used(names)) }),
    ...(used(values).length > 0 && { ExpressionAttributeValues: Object.fromEntries(used(values)) }),
  };
}
const condition = fc.option(
  fc.oneof(
    { weight: 2, arbitrary: expression('ConditionExpression', CONDITIONS, flat) },
    { weight: 1, arbitrary: expression('ConditionExpression', ORDERED, ordered) },
  ),
  { nil: undefined, freq: 2 },
);
const update = fc.oneof(
  { weight: 5, arbitrary: expression('UpdateExpression', UPDATES) },
  { weight: 1, arbitrary: expression('UpdateExpression', ['SET #g = :c', 'SET #g = :c REMOVE used'], group) },
  { weight: 1, arbitrary: expression('UpdateExpression', ['SET due_at = :c', 'SET due_at = :c, other = :d'], at) },
);
const wholeItem = fc.constantFrom('NONE', 'ALL_OLD');
const anyAttributes = fc.constantFrom('NONE', 'ALL_OLD', 'ALL_NEW');
const projection = fc.constantFrom({}, { ProjectionExpression: 'id, shown, m.x' });

const writes: fc.Arbitrary<Call> = fc.oneof(
  fc
    .tuple(item, condition, wholeItem)
    .map(([Item, part, ReturnValues]): Call => ['PutItem', { Item, ReturnValues, ...request(part) }]),
  fc
    .tuple(key, condition, update, anyAttributes)
    .map(([Key, part, change, ReturnValues]): Call => ['UpdateItem', { Key, ReturnValues, ...request(part, change) }]),
  fc
    .tuple(key, condition, wholeItem)
    .map(([Key, part, ReturnValues]): Call => ['DeleteItem', { Key, ReturnValues, ...request(part) }]),
);
const SORT = ['n = :a', 'n < :a', 'n <= :a', 'n > :a', 'n >= :a', 'n BETWEEN :a AND :b', 'begins_with(n, :a)'];
const page = fc.record({ Limit: fc.integer({ min: 1, max: 4 }), ScanIndexForward: fc.boolean() }, { requiredKeys: [] });
const tableQuery = fc
  .tuple(id, fc.option(fc.record({ on: fc.constantFrom(...SORT), a: n, b: n }), { nil: undefined }), page, projection)
  .map(([value, sort, rest, shown]): Call => {
    const KeyConditionExpression = sort ? `id = :id AND ${sort.on}` : 'id = :id';
    const { ExpressionAttributeValues } = request({
      KeyConditionExpression,
      names: {},
      values: { ':id': value, ':a': sort?.a, ':b': sort?.b },
    });
    return ['Query', { KeyConditionExpression, ExpressionAttributeValues, ConsistentRead: true, ...rest, ...shown }];
  });
const indexQuery = fc.tuple(group, at, page).map(
  ([value, now, rest]): Call => [
    'Query',
    {
      IndexName: 'due',
      KeyConditionExpression: '#g = :g AND due_at <= :now',
      ExpressionAttributeNames: { '#g': 'group' },
      ExpressionAttributeValues: { ':g': value, ':now': now },
      ...rest,
    },
  ],
);
const otherIndexQuery = at.map(
  (value): Call => [
    'Query',
    { IndexName: 'by-time', KeyConditionExpression: 'due_at = :at', ExpressionAttributeValues: { ':at': value } },
  ],
);
const gets: fc.Arbitrary<Call> = fc.tuple(key, projection).map(([Key, shown]): Call => ['GetItem', { Key, ...shown }]);
const reads: fc.Arbitrary<Call> = fc.oneof(
  gets,
  tableQuery,
  indexQuery,
  otherIndexQuery,
  fc.constant<Call>(['Scan', {}]),
);
const mistakes: fc.Arbitrary<Call> = fc.constantFrom<Call>(
  ['GetItem', { Key: { id: { S: 'a' } } }],
  ['GetItem', { Key: { id: { S: '' }, n: { S: 'a' } } }],
  ['GetItem', { Key: { id: { N: '1' }, n: { S: 'a' } } }],
  ['PutItem', { Item: { id: { S: 'a' } } }],
  ['PutItem', { Item: { id: { S: 'a' }, n: { S: 'a' }, due_at: { S: 'x' } } }],
  ['PutItem', { Item: { id: { S: 'a' }, n: { S: 'a' }, many: { N: '1'.repeat(39) } } }],
  ['PutItem', { Item: { id: { S: 'a' }, n: { S: 'a' }, big: { N: '1e126' } } }],
  ['PutItem', { Item: { id: { S: 'a' }, n: { S: 'a' }, none: { SS: [] } } }],
  ['PutItem', { Item: { id: { S: 'a' }, n: { S: 'a' }, none: {} } }],
  ['PutItem', { Item: { id: { S: 'a' }, n: { S: 'a' }, large: { S: 'x'.repeat(410_000) } } }],
  ['PutItem', { Item: { id: { S: 'x'.repeat(2_049) }, n: { S: 'a' } } }],
  ['UpdateItem', { Key: { id: { S: 'a' }, n: { S: 'a' } }, UpdateExpression: 'SET status = n' }],
  ['UpdateItem', { Key: { id: { S: 'a' }, n: { S: 'a' } }, UpdateExpression: 'SET n = id' }],
  ['UpdateItem', { Key: { id: { S: 'a' }, n: { S: 'a' } }, UpdateExpression: 'SET a = :a' }],
  ['UpdateItem', { Key: { id: { S: 'a' }, n: { S: 'a' } }, UpdateExpression: 'SET a = n SET b = n' }],
  [
    'UpdateItem',
    { Key: { id: { S: 'a' }, n: { S: 'a' } }, ExpressionAttributeNames: { '#a': 'a' }, UpdateExpression: 'SET a = n' },
  ],
  ['UpdateItem', { Key: { id: { S: 'a' }, n: { S: 'a' } }, UpdateExpression: '' }],
  ['DeleteItem', { Key: { id: { S: 'a' }, n: { S: 'a' } }, ConditionExpression: '((n = n))' }],
  ['Query', { KeyConditionExpression: 'n = :a', ExpressionAttributeValues: { ':a': { S: 'a' } } }],
  ['Query', { KeyConditionExpression: 'id > :a', ExpressionAttributeValues: { ':a': { S: 'a' } } }],
  ['Query', { KeyConditionExpression: 'id = :a', ExpressionAttributeValues: { ':a': { N: '1' } } }],
  ['Query', { IndexName: 'none', KeyConditionExpression: 'id = :a', ExpressionAttributeValues: { ':a': { S: 'a' } } }],
  [
    'Query',
    {
      IndexName: 'by-time',
      ConsistentRead: true,
      KeyConditionExpression: 'due_at = :a',
      ExpressionAttributeValues: { ':a': { N: '1' } },
    },
  ],
);

const calls = fc.array(
  fc.oneof({ weight: 6, arbitrary: writes }, { weight: 5, arbitrary: reads }, { weight: 1, arbitrary: mistakes }),
  {
    minLength: 1,
    maxLength: 60,
    size: 'max',
  },
);

const Items = z.array(z.record(z.string(), z.unknown()));
/** All pages of a read. In an index, and in a scan, the order of equal keys is the database's own. */
async function allPages(
  call: (input: Record<string, unknown>) => unknown,
  input: Record<string, unknown>,
): Promise<unknown> {
  const pages: unknown[] = [];
  let ExclusiveStartKey: unknown;
  do {
    const response = await call({ ...input, ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }) });
    if (typeof response === 'string') return response;
    const { LastEvaluatedKey, ...rest } = Response.parse(response);
    pages.push(rest);
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  // An empty page may follow the last item.
  const counts = pages
    .map((one) => z.object({ Count: z.int(), ScannedCount: z.int() }).parse(one))
    .filter(({ ScannedCount }) => ScannedCount > 0);
  const items = pages.flatMap((one) => Items.parse(Response.parse(one).Items));
  return input.IndexName === undefined && input.KeyConditionExpression !== undefined
    ? { counts, items }
    : {
        counts,
        order: items.map(({ due_at: time }) => (input.IndexName ? time : 0)),
        items: new Set(items.map(canonical)),
      };
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

it('has the same results as another DynamoDB', async () => {
  const results: string[] = [];
  await fc.assert(
    fc.asyncProperty(calls, async (sequence) => {
      const TableName = `things-${randomUUID()}`;
      const engine = new MemoryDynamoDB([definition(TableName)]);
      expect(await onServer(['CreateTable', { ...definition(TableName) }])).toHaveProperty('TableDescription');
      await eventually(async () => ACTIVE.safeParse(await onServer(['DescribeTable', { TableName }])).success);
      for (const [operation, rest] of sequence) {
        const input = { TableName, ...rest };
        const paged = operation === 'Query' || operation === 'Scan';
        const run = (call: (one: Call) => unknown) =>
          paged ? allPages((whole) => call([operation, whole]), input) : call([operation, input]);
        const [expected, found] = [await run(onServer), await run((call) => onEngine(engine, call))];
        expect({ operation, input, result: found }).toEqual({ operation, input, result: expected });
        results.push(typeof expected === 'string' ? expected : 'a result');
      }
    }),
    { numRuns: 25 },
  );
  // Errors that are equal say little.
  expect(results.filter((result) => result === 'a result').length / results.length).toBeGreaterThan(0.5);
  expect(new Set(results)).toEqual(new Set(['a result', 'ValidationException', 'ConditionalCheckFailedException']));
}, 60_000);
