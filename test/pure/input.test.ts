import * as z from 'zod/mini';
import { IdempotencyHeaders } from '../../lib/api/idempotency-key.ts';
import { nextLink, pageQuery } from '../../lib/api/page.ts';
import type { InputSchema } from '../../lib/api/route.ts';
import { TransactionId } from '../../lib/api/shard.ts';
import { Amount } from '../../lib/domain/amount.ts';
import { InvalidInput, WrongShard } from '../../lib/domain/errors.ts';
import { WalletId } from '../../lib/domain/wallet-id.ts';
import { malformedBody, parseInput, type RawInput } from '../../lib/http/input.ts';
import { assertOwnWallet } from '../../lib/http/own-wallet.ts';

const Order = z.object({
  body: z.strictObject({ from_id: WalletId, amount: Amount, payee: z.optional(z.strictObject({ name: z.string() })) }),
});

/** The fields that are told to be wrong, with what is wrong with them. */
function problemsOf(schema: InputSchema, raw: Partial<RawInput>): string[] {
  try {
    parseInput(schema, { headers: {}, ...raw });
  } catch (error) {
    if (error instanceof InvalidInput) return error.problems.map(({ field, message }) => `${field} ${message}`);
    throw error;
  }
  return [];
}

describe('the input of a request', () => {
  it('is the parts that the route asks for, and nothing else', () => {
    const raw = { body: { from_id: 7, amount: '50' }, queryStringParameters: { extra: '1' }, headers: { host: 'x' } };
    expect(parseInput(Order, raw)).toEqual({ body: { from_id: '7', amount: 50n } });
  });

  it('names every field that is wrong', () => {
    expect(problemsOf(Order, { body: { from_id: 'x', amount: '1.5', extra: 1, more: 2 } })).toEqual([
      'from_id must be 1 to 512 digits',
      'amount must be a positive whole number of minor units, at most 18 digits, as a string of digits or a safe integer',
      'extra is not a known field',
      'more is not a known field',
    ]);
  });

  it('names every field that is missing', () => {
    expect(problemsOf(Order, { body: {} })).toEqual(['from_id is required', 'amount is required']);
  });

  it('names nested fields by their path', () => {
    const body = { from_id: '1', amount: '1', payee: { name: 'Ann', age: 7 } };
    expect(problemsOf(Order, { body })).toEqual(['payee.age is not a known field']);
  });

  it('says what it expected where a rule has no words of its own', async () => {
    // The language is one of the process: whatever else may have set it, loading the module has to.
    z.config({ localeError: undefined });
    jest.resetModules();
    const input = await import('../../lib/http/input.ts');
    const body = { from_id: '1', amount: '1', payee: { name: 7 } };
    const problem = { field: 'payee.name', message: 'Invalid input: expected string, received number' };
    expect(() => input.parseInput(Order, { headers: {}, body })).toThrow(
      expect.objectContaining({ problems: [problem] }),
    );
  });

  it.each([[[]], ['text'], [7], [null], [undefined], [true]])('is not %j as a body', (body) => {
    expect(problemsOf(Order, { body })).toEqual(['body must be a JSON object']);
  });

  it.each(['constructor', 'prototype', 'toString'])('knows no field %s', (field) => {
    const body = JSON.parse(`{"from_id": "1", "amount": "1", "${field}": {"admin": true}}`);
    expect(problemsOf(Order, { body })).toEqual([`${field} is not a known field`]);
  });

  it('takes nothing from __proto__', () => {
    const body = JSON.parse('{"__proto__": {"from_id": "1", "amount": "1"}}');
    expect(problemsOf(Order, { body })).toEqual(expect.arrayContaining(['from_id is required', 'amount is required']));
  });

  it('has the idempotency key among its headers, if there is one', () => {
    const schema = z.object({ headers: IdempotencyHeaders });
    expect(problemsOf(schema, { headers: {} })).toEqual([]);
    expect(problemsOf(schema, { headers: { 'idempotency-key': 'a-key', host: 'x' } })).toEqual([]);
    for (const key of ['', 'a key', 'ключ', 'k'.repeat(256), 'a\nb']) {
      expect(problemsOf(schema, { headers: { 'idempotency-key': key } })).toEqual([
        'idempotency-key must be 1 to 255 visible ASCII characters without space',
      ]);
    }
  });
});

describe('a body that cannot be parsed', () => {
  it.each([
    ['no JSON', { statusCode: 422 }, { field: 'body', message: 'must be valid JSON' }],
    ['another type', { statusCode: 415 }, { field: 'Content-Type', message: 'must be application/json' }],
    [
      'a __proto__ key',
      { statusCode: 422, cause: { data: '__proto__' } },
      { field: '__proto__', message: 'is not a known field' },
    ],
    [
      'a constructor key',
      { statusCode: 422, cause: { data: 'constructor' } },
      { field: 'constructor', message: 'is not a known field' },
    ],
    ['what it was', { statusCode: 422, cause: { data: '{"x' } }, { field: 'body', message: 'must be valid JSON' }],
  ])('says %s', (_what, refusal, problem) => {
    expect(malformedBody(refusal).problems).toEqual([problem]);
  });
});

describe('a page', () => {
  const schema = z.object({ query: pageQuery(WalletId) });

  it('has 50 entries if nothing else is said', () => {
    expect(parseInput(schema, { headers: {} }).query).toEqual({ limit: 50 });
  });

  it.each(['1', '100', '007'])('may have %s', (limit) => {
    const { query } = parseInput(schema, { headers: {}, queryStringParameters: { limit } });
    expect(query.limit).toBe(Number(limit));
  });

  it.each(['', '0', '101', '-1', '1.5', '1e1', 'all', ' 5'])('cannot have %j', (limit) => {
    expect(problemsOf(schema, { queryStringParameters: { limit } })).toEqual([
      'limit must be a whole number from 1 to 100',
    ]);
  });

  it('goes on after a cursor of the right kind only', () => {
    expect(problemsOf(schema, { queryStringParameters: { cursor: '42' } })).toEqual([]);
    expect(problemsOf(schema, { queryStringParameters: { cursor: 'x' } })).toEqual(['cursor must be 1 to 512 digits']);
  });

  it('leads to the next one by a Link that keeps the limit', () => {
    expect(nextLink('/api/user/wallets', 5, '42')).toEqual({
      Link: '</api/user/wallets?limit=5&cursor=42>; rel="next"',
    });
  });

  it('leads nowhere if it is the last one', () => {
    expect(nextLink('/api/user/wallets', 5, undefined)).toEqual({});
  });
});

describe('the input of a shard', () => {
  it('has transaction ids of letters, digits, - and _', () => {
    for (const id of ['01HF7YAT00AAAAAAAAAAAAAAAA', 'a_b-c', 'x'.repeat(64)]) expect(TransactionId.parse(id)).toBe(id);
    for (const id of ['', 'x'.repeat(65), 'a.b', 'a b', 'a\n', '__proto__', 7, null]) {
      expect(TransactionId.safeParse(id).success).toBe(false);
    }
  });

  it('is for its own wallets only', () => {
    const shard = { SHARD_NUMBER: 1, SHARD_COUNT: 3 };
    expect(() => assertOwnWallet('4', shard)).not.toThrow();
    expect(() => assertOwnWallet('5', shard)).toThrow(WrongShard);
    expect(() => assertOwnWallet(`${'0'.repeat(500)}3`, shard)).toThrow(WrongShard);
  });
});
