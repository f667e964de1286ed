// What a write does that meets a transaction in flight. The database in memory has none: each of its
// operations is atomic.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { documentsAt } from '../../../lib/store/documents.ts';
import { ShardWalletTable } from '../../../lib/store/shard-wallet-table.ts';
import { changeAndPut, writeAll } from '../../../lib/store/transactions.ts';
import { type Listening, listening } from '../../support/environment/listening.ts';

const CONFLICT = 'TransactionConflict';
const FAILED = 'ConditionalCheckFailed';
const change = { TableName: 'things', Key: { id: 'a' }, UpdateExpression: 'SET n = n' };
const put = { TableName: 'events', Item: { id: 'b' } };

/** The errors of the next requests. Then they succeed. */
let errors: object[];
let tokens: unknown[];
let server: Listening;
let db: ReturnType<typeof documentsAt>;
beforeAll(async () => {
  server = await listening(
    createServer(async (request, response) => {
      tokens.push(JSON.parse(await text(request)).ClientRequestToken);
      const error = errors.shift();
      response.writeHead(error ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(error ?? {}));
    }),
  );
  process.env.AWS_ACCESS_KEY_ID ??= 'nobody';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'nothing';
  db = documentsAt({ endpoint: server.url, region: 'us-east-1' });
});
beforeEach(() => {
  tokens = [];
});
afterAll(async () => {
  db.destroy();
  await server.stop();
});

const cancelled = (...codes: string[]) => ({
  __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
  CancellationReasons: codes.map((Code) => (Code === FAILED ? { Code, Item: { id: { S: 'a' } } } : { Code })),
});

it('a transaction that meets another one is repeated, as the same one', async () => {
  errors = [cancelled(CONFLICT, 'None')];
  expect(await changeAndPut(db, change, put)).toEqual({ ok: true });
  expect(tokens).toEqual([expect.any(String), tokens[0]]);
});

it('a single write that meets a transaction is repeated', async () => {
  errors = [{ __type: 'com.amazonaws.dynamodb.v20120810#TransactionConflictException' }];
  await db.send(new UpdateCommand(change));
  expect(tokens).toHaveLength(2);
});

it('a transaction whose condition fails is not repeated, and says what it found', async () => {
  errors = [cancelled(FAILED, CONFLICT)];
  expect(await changeAndPut(db, change, put)).toEqual({ failed: true, item: { id: 'a' } });
  expect(tokens).toHaveLength(1);
});

it('a transaction for which the database is too busy is repeated', async () => {
  errors = [cancelled('ThrottlingError', 'None')];
  expect(await changeAndPut(db, change, put)).toEqual({ ok: true });
});

it.each([
  ['a transaction', cancelled(CONFLICT, 'None'), () => writeAll(db, [{ Update: change }, { Put: put }])],
  [
    'a write of a wallet',
    { __type: 'com.amazonaws.dynamodb.v20120810#TransactionConflictException' },
    () =>
      new ShardWalletTable(db, 'things').write('7', { UpdateExpression: 'SET n = n', ConditionExpression: 'n = n' }),
  ],
])('a conflict of %s that does not end is `unavailable`, for the caller to repeat', async (_, error, write) => {
  errors = Array.from({ length: 9 }, () => error);
  await expect(write()).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 1 });
  expect(tokens.length).toBeGreaterThan(1);
});

it('a transaction of many items is done or not by its conditions', async () => {
  errors = [cancelled(FAILED, 'None')];
  expect(await writeAll(db, [{ Update: change }, { Put: put }])).toBe(false);
  expect(await writeAll(db, [{ Update: change }, { Put: put }])).toBe(true);
});
