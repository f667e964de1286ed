// What the comparison with dynalite does not show: what is refused here, and what dynalite lacks.
import { MemoryDynamoDB } from '../../../lib/local/database/memory-dynamodb.ts';
import type { TableDefinition } from '../../../lib/local/template/template.ts';

const TABLE: TableDefinition = {
  TableName: 'things',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'n', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'id', KeyType: 'HASH' },
    { AttributeName: 'n', KeyType: 'RANGE' },
  ],
};
let database: MemoryDynamoDB;
beforeEach(() => {
  database = new MemoryDynamoDB([TABLE, { ...TABLE, TableName: 'texts', AttributeDefinitions: TEXTS }]);
});
const TEXTS: TableDefinition['AttributeDefinitions'] = [
  { AttributeName: 'id', AttributeType: 'S' },
  { AttributeName: 'n', AttributeType: 'S' },
];

const run = (operation: string, input: object) => database.execute(operation, { TableName: 'things', ...input });
const key = (n: number | string, id = 'a') => ({ id: { S: id }, n: { N: String(n) } });
const update = (UpdateExpression: string, values?: object, more: object = {}) =>
  run('UpdateItem', {
    Key: key(1),
    UpdateExpression,
    ...(values && { ExpressionAttributeValues: values }),
    ReturnValues: 'ALL_NEW',
    ...more,
  });
const refused = (message: string) =>
  expect.objectContaining({ name: 'ValidationException', message: expect.stringContaining(message) });
const errorOf = (attempt: () => unknown): unknown => {
  try {
    return attempt();
  } catch (error) {
    return error;
  }
};

describe('the embedded database refuses', () => {
  it.each<[what: string, operation: string, input: object, message: string]>([
    ['a member that it does not know', 'GetItem', { Key: key(1), AttributesToGet: ['id'] }, 'AttributesToGet'],
    ['an old form of a query', 'Query', { KeyConditions: {} }, 'KeyConditions'],
    ['a segment of a scan', 'Scan', { Segment: 0, TotalSegments: 2 }, 'Segment'],
    ['ADD', 'UpdateItem', { Key: key(1), UpdateExpression: 'ADD a n' }, 'SET and REMOVE'],
    ['an index of a list', 'UpdateItem', { Key: key(1), UpdateExpression: 'REMOVE a[0]' }, '[0]'],
    [
      'an unknown function',
      'UpdateItem',
      { Key: key(1), UpdateExpression: 'SET a = list_append(b, b)' },
      'list_append',
    ],
    ['a reserved word', 'UpdateItem', { Key: key(1), UpdateExpression: 'REMOVE status' }, 'reserved keyword'],
    [
      'an attribute of the key in an update',
      'UpdateItem',
      { Key: key(1), UpdateExpression: 'SET n = a' },
      'part of the key',
    ],
    [
      'an attribute that would change a prototype',
      'PutItem',
      { Item: JSON.parse('{"id":{"S":"a"},"n":{"N":"1"},"__proto__":{"S":"x"}}') },
      '__proto__',
    ],
    [
      'a range that ends before it begins',
      'Query',
      {
        KeyConditionExpression: 'id = :id AND n BETWEEN :b AND :a',
        ExpressionAttributeValues: { ':id': { S: 'a' }, ':a': { N: '1' }, ':b': { N: '2' } },
      },
      'upper bound',
    ],
    ['a filter on a name that is not there', 'Scan', { FilterExpression: '#a = n' }, '#a'],
  ])('%s', (_what, operation, input, message) => {
    expect(errorOf(() => run(operation, input))).toEqual(refused(message));
  });

  it('more than 100 keys in a batch, and a key twice', () => {
    const batch = (Keys: object[]) =>
      errorOf(() => database.execute('BatchGetItem', { RequestItems: { things: { Keys } } }));
    expect(batch(Array.from({ length: 101 }, (_, n) => key(n)))).toEqual(refused('100'));
    expect(batch([key('1'), key('1.0')])).toEqual(refused('duplicates'));
  });

  it('an operation that it does not have, and a table that is not there', () => {
    expect(errorOf(() => run('TransactGetItems', {}))).toMatchObject({ name: 'UnknownOperationException' });
    expect(errorOf(() => run('Scan', { TableName: 'none' }))).toMatchObject({ name: 'ResourceNotFoundException' });
    expect(errorOf(() => database.execute('CreateTable', TABLE))).toMatchObject({ name: 'ResourceInUseException' });
  });

  it('nothing halfway: an update that fails leaves the item as it was', () => {
    run('PutItem', { Item: { ...key(1), a: { N: '1' } } });
    expect(errorOf(() => update('SET a = :a, m.x = :a', { ':a': { N: '2' } }))).toEqual(refused('document path'));
    expect(run('GetItem', { Key: key(1) })).toEqual({ Item: { ...key(1), a: { N: '1' } } });
  });
});

describe('a transaction', () => {
  const put = (n: number, more: object = {}) => ({ Put: { TableName: 'things', Item: key(n), ...more } });
  const set = (n: number, value: string, more: object = {}) => ({
    Update: {
      TableName: 'things',
      Key: key(n),
      UpdateExpression: 'SET a = :a',
      ExpressionAttributeValues: { ':a': { S: value } },
      ...more,
    },
  });
  const transact = (TransactItems: object[], more: object = {}) =>
    database.execute('TransactWriteItems', { TransactItems, ...more });
  const items = () => database.items('things');

  it('makes all of its writes', () => {
    transact([put(1), set(2, 'x')]);
    transact([set(1, 'y'), { Delete: { TableName: 'things', Key: key(2) } }]);
    expect(items()).toEqual([{ ...key(1), a: { S: 'y' } }]);
  });

  it('makes none of them if a condition fails, and says which', () => {
    transact([put(1)]);
    const isNew = { ConditionExpression: 'attribute_not_exists(id)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
    expect(errorOf(() => transact([set(2, 'x'), put(1, isNew)]))).toMatchObject({
      name: 'TransactionCanceledException',
      members: { CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item: key(1) }] },
    });
    expect(items()).toEqual([key(1)]);
  });

  it('is made once by its token, and another one with the same token is refused', () => {
    const isNew = { ConditionExpression: 'attribute_not_exists(id)' };
    const once = () => transact([put(1, isNew)], { ClientRequestToken: 'a' });
    once();
    expect(once()).toEqual({});
    expect(errorOf(() => transact([put(2)], { ClientRequestToken: 'a' }))).toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
  });

  it('has one write of an item, and costs twice as much as its writes alone', () => {
    expect(errorOf(() => transact([put(1), set(1, 'x')]))).toEqual(refused('multiple operations on one item'));
    expect(transact([put(1), set(2, 'x'.repeat(1_024))], { ReturnConsumedCapacity: 'TOTAL' })).toEqual({
      ConsumedCapacity: [
        { TableName: 'things', CapacityUnits: 2 },
        { TableName: 'things', CapacityUnits: 4 },
      ],
    });
  });
});

describe('an update', () => {
  it('evaluates everything on the item before it', () => {
    run('PutItem', { Item: { ...key(1), a: { S: 'one' }, m: { M: { b: { S: 'two' } } } } });
    expect(update('SET a = m.b, m.b = a, c = if_not_exists(c, a) REMOVE d')).toEqual({
      Attributes: { ...key(1), a: { S: 'two' }, m: { M: { b: { S: 'one' } } }, c: { S: 'one' } },
    });
  });
});

describe('the attributes that an update returns', () => {
  const item = { ...key(1), a: { N: '1' }, m: { M: { b: { N: '2' }, c: { N: '3' } } } };
  it.each<[wanted: string, returned: object]>([
    ['NONE', {}],
    ['ALL_OLD', { Attributes: item }],
    ['UPDATED_OLD', { Attributes: { a: { N: '1' }, m: { M: { b: { N: '2' } } } } }],
    ['ALL_NEW', { Attributes: { ...key(1), m: { M: { b: { N: '5' }, c: { N: '3' } } } } }],
    ['UPDATED_NEW', { Attributes: { m: { M: { b: { N: '5' } } } } }],
  ])('are for %s %j', (ReturnValues, returned) => {
    run('PutItem', { Item: item });
    expect(update('SET m.b = :five REMOVE a', { ':five': { N: '5' } }, { ReturnValues })).toEqual(returned);
  });
});

describe('an equality', () => {
  const nested = (n: string) => ({ M: { l: { L: [{ N: n }, { M: { a: { SS: ['x', 'y'] } } }] } } });
  it.each<[equal: boolean, a: object, b: object]>([
    [true, nested('1'), nested('1.0')],
    [false, nested('1'), nested('2')],
    [true, { SS: ['x', 'y'] }, { SS: ['y', 'x'] }],
    [false, { SS: ['x', 'y'] }, { SS: ['x'] }],
    [false, { N: '1' }, { S: '1' }],
    [false, { M: {} }, { L: [] }],
    [true, { B: 'AQID' }, { B: 'AQID' }],
  ])('is %s of %j and %j', (equal, a, b) => {
    run('PutItem', { Item: { ...key(1), a } });
    const held = (comparator: string) =>
      run('Scan', { FilterExpression: `a ${comparator} :b`, ExpressionAttributeValues: { ':b': b } });
    expect(held('=')).toMatchObject({ Count: equal ? 1 : 0 });
    expect(held('<>')).toMatchObject({ Count: equal ? 0 : 1 });
  });
});

describe('a failed condition', () => {
  const failing = { ConditionExpression: 'attribute_not_exists(a)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };

  it('returns the item that failed it, if it is asked to', () => {
    run('PutItem', { Item: { ...key(1), a: { N: '1' } } });
    const failure = { name: 'ConditionalCheckFailedException', message: 'The conditional request failed' };
    const withItem = errorOf(() => run('DeleteItem', { Key: key(1), ...failing }));
    expect(withItem).toMatchObject({ ...failure, members: { Item: { ...key(1), a: { N: '1' } } } });
    const without = errorOf(() => run('DeleteItem', { Key: key(1), ConditionExpression: failing.ConditionExpression }));
    expect(without).toMatchObject({ ...failure, members: {} });
  });
});

describe('numbers', () => {
  it.each([
    ['007', '7'],
    ['1.50', '1.5'],
    ['1e3', '1000'],
    ['-1E-3', '-0.001'],
    ['-0', '0'],
    ['+.5', '0.5'],
    ['1200', '1200'],
  ])('are stored as DynamoDB returns them: %s as %s', (N, stored) => {
    expect(update('SET a = :a', { ':a': { M: { n: { N } } } })).toMatchObject({
      Attributes: { a: { M: { n: { N: stored } } } },
    });
  });

  it.each([
    ['0.1', '0.2', '0.3'],
    ['1e-130', '0', `0.${'0'.repeat(129)}1`],
    ['99999999999999999999999999999999999998', '1', '9'.repeat(38)],
    ['9007199254740993', '-9007199254740992', '1'],
    ['-1.50', '1.5', '0'],
    ['1e125', '-1e125', '0'],
  ])('%s and %s make %s', (a, b, sum) => {
    expect(update('SET c = :a + :b', { ':a': { N: a }, ':b': { N: b } })).toMatchObject({
      Attributes: { c: { N: sum } },
    });
    expect(update('SET c = :sum - :b', { ':sum': { N: sum }, ':b': { N: b } })).toMatchObject({
      Attributes: { c: { N: expect.stringMatching(/^-?\d/) } },
    });
  });

  it.each(['', 'x', '1e126', '1e-131', '1'.repeat(39), '0x1', 'NaN', '1 '])('are not %j', (N) => {
    expect(errorOf(() => update('SET a = :a', { ':a': { N } }))).toEqual(
      expect.objectContaining({ name: 'ValidationException' }),
    );
  });

  it('have at most 38 digits after an addition too', () => {
    const values = { ':a': { N: '9'.repeat(38) }, ':b': { N: '0.1' } };
    expect(errorOf(() => update('SET a = :a + :b', values))).toEqual(refused('38'));
  });
});

describe('the order of a query', () => {
  it('is that of the numbers', () => {
    const ordered = [
      '-1e125',
      '-12.3',
      '-12',
      '-1',
      '-0.5',
      '-1e-130',
      '0',
      '1e-130',
      '0.5',
      '0.51',
      '1',
      '9',
      '10',
      '12.3',
      '1e20',
    ];
    for (const n of [...ordered].reverse()) run('PutItem', { Item: { ...key(n), as: { S: n } } });
    const query = { KeyConditionExpression: 'id = :a', ExpressionAttributeValues: { ':a': { S: 'a' } } };
    expect(run('Query', query)).toMatchObject({ Items: ordered.map((n) => ({ as: { S: n } })) });
  });

  it('is that of the bytes of texts in UTF-8, and a partition is not part of another', () => {
    const ordered = [
      '\u0000',
      '\u0000\u0000',
      '\u0001',
      'a',
      'a\u0000',
      'a\u0000b',
      'ab',
      'é',
      '\ud7ff',
      '\ue000',
      '\uffff',
      '😀',
      '\u{10ffff}',
    ];
    for (const id of ['a', 'a\u0000', 'a\u0000a', ''.padEnd(3, '\uffff')])
      for (const n of [...ordered].reverse())
        database.execute('PutItem', { TableName: 'texts', Item: { id: { S: id }, n: { S: n } } });
    const query = (id: string, more = '', values = {}) =>
      run('Query', {
        TableName: 'texts',
        KeyConditionExpression: `id = :id${more}`,
        ExpressionAttributeValues: { ':id': { S: id }, ...values },
      });
    for (const id of ['a', 'a\u0000'])
      expect(query(id)).toMatchObject({
        Items: ordered.map((n) => ({ id: { S: id }, n: { S: n } })),
        Count: ordered.length,
      });
    expect(query('a', ' AND begins_with(n, :n)', { ':n': { S: 'a' } })).toMatchObject({
      Items: ['a', 'a\u0000', 'a\u0000b', 'ab'].map((n) => ({ n: { S: n } })),
      Count: 4,
    });
    expect(query('a', ' AND n > :n', { ':n': { S: '\ue000' } })).toMatchObject({
      Items: ['\uffff', '😀', '\u{10ffff}'].map((n) => ({ n: { S: n } })),
      Count: 3,
    });
  });
});

describe('pages', () => {
  it('end at 1 MB, and the next one begins there', () => {
    for (let n = 0; n < 12; n++) run('PutItem', { Item: { ...key(n), large: { S: 'x'.repeat(200_000) } } });
    const first = run('Scan', {});
    expect(first).toMatchObject({ Count: 6, LastEvaluatedKey: key(5) });
    const second = run('Scan', { ExclusiveStartKey: first.LastEvaluatedKey });
    expect(second).toMatchObject({ Count: 6, LastEvaluatedKey: key(11) });
    expect(run('Scan', { ExclusiveStartKey: second.LastEvaluatedKey })).toEqual({
      Items: [],
      Count: 0,
      ScannedCount: 0,
    });
  });

  it('filter after they have counted, and may count only', () => {
    for (let n = 0; n < 4; n++) run('PutItem', { Item: key(n) });
    const odd = {
      FilterExpression: 'n IN (:a, :b)',
      ExpressionAttributeValues: { ':a': { N: '1' }, ':b': { N: '3' } },
    };
    expect(run('Scan', { ...odd, Limit: 2 })).toEqual({
      Items: [key(1)],
      Count: 1,
      ScannedCount: 2,
      LastEvaluatedKey: key(1),
    });
    expect(run('Scan', { ...odd, Select: 'COUNT' })).toEqual({ Count: 2, ScannedCount: 4 });
  });
});

it('reports the capacity in total, if it is asked for that', () => {
  const Item = { ...key(1), large: { S: 'x'.repeat(1_500) } };
  expect(run('PutItem', { Item, ReturnConsumedCapacity: 'TOTAL' })).toEqual({
    ConsumedCapacity: { TableName: 'things', CapacityUnits: 2 },
  });
});
