import * as z from 'zod/mini';
import { IdempotencyHeaders } from '../../lib/api/idempotency-key.ts';
import { nextLink, pageQuery } from '../../lib/api/page.ts';
import type { InputSchema } from '../../lib/api/route.ts';
import { TransactionId } from '../../lib/api/shard-legs.ts';
import { Amount } from '../../lib/domain/amount.ts';
import { type FieldProblem, MibError } from '../../lib/domain/errors.ts';
import { WalletId } from '../../lib/domain/wallet-id.ts';
import { parseInput, type RawInput } from '../../lib/lambda/http/input.ts';
import { assertCreatedHere } from '../../lib/lambda/http/shard-membership.ts';

const TransferRequest = z.object({
  body: z.strictObject({ from_id: WalletId, amount: Amount, payee: z.optional(z.strictObject({ name: z.string() })) }),
});

const written = (problems: readonly FieldProblem[] = []) => problems.map(({ field, message }) => `${field} ${message}`);

/** The fields that break a rule, and the rule. */
function problemsOf(schema: InputSchema, raw: Partial<RawInput>): string[] {
  try {
    parseInput(schema, { headers: {}, ...raw });
  } catch (error) {
    if (error instanceof MibError && error.code === 'invalid_input') return written(error.problems);
    throw error;
  }
  return [];
}

describe('The input of a request', () => {
  it('has the parts of the schema of the route only', () => {
    const raw = { body: { from_id: 7, amount: '50' }, pathParameters: { extra: '1' }, headers: { host: 'x' } };
    expect(parseInput(TransferRequest, raw)).toEqual({ body: { from_id: '7', amount: 50n } });
  });

  it('gives an error for every field that breaks a rule', () => {
    expect(problemsOf(TransferRequest, { body: { from_id: 'x', amount: '1.5', extra: 1, more: 2 } })).toEqual([
      'from_id must be 1 to 512 digits',
      'amount must be a positive whole number of minor units, at most 18 digits, as a string of digits or a safe integer',
      'extra is not a known field',
      'more is not a known field',
    ]);
  });

  it('gives an error for every missing field', () => {
    expect(problemsOf(TransferRequest, { body: {} })).toEqual(['from_id is required', 'amount is required']);
  });

  it('gives an error for a nested field with its path', () => {
    const body = { from_id: '1', amount: '1', payee: { name: 'Ann', age: 7 } };
    expect(problemsOf(TransferRequest, { body })).toEqual(['payee.age is not a known field']);
  });

  it('gives an error with the message of zod for a rule without a message', async () => {
    // The language belongs to the process. Loading the module must set it.
    z.config({ localeError: undefined });
    jest.resetModules();
    const input = await import('../../lib/lambda/http/input.ts');
    const body = { from_id: '1', amount: '1', payee: { name: 7 } };
    const problem = { field: 'payee.name', message: 'Invalid input: expected string, received number' };
    expect(() => input.parseInput(TransferRequest, { headers: {}, body })).toThrow(
      expect.objectContaining({ problems: [problem] }),
    );
  });

  it.each([[[]], ['text'], [7], [null], [undefined], [true]])('must not have the body %j', (body) => {
    expect(problemsOf(TransferRequest, { body })).toEqual(['body must be a JSON object']);
  });

  it.each(['constructor', 'prototype', 'toString'])('must not have the field %s', (field) => {
    const body = JSON.parse(`{"from_id": "1", "amount": "1", "${field}": {"admin": true}}`);
    expect(problemsOf(TransferRequest, { body })).toEqual([`${field} is not a known field`]);
  });

  it('reads nothing from __proto__', () => {
    const body = JSON.parse('{"__proto__": {"from_id": "1", "amount": "1"}}');
    expect(problemsOf(TransferRequest, { body })).toEqual(
      expect.arrayContaining(['from_id is required', 'amount is required']),
    );
  });

  it('may have one of several forms, and gives the errors of the closest one', () => {
    const list = z.array(z.strictObject({ wallet_id: WalletId })).check(z.minLength(1, 'must not be empty'));
    const forms = z.object({
      body: z.union([z.strictObject({ wallet_id: WalletId, amount: Amount }), z.strictObject({ legs: list })]),
    });
    const of = (body: unknown) => problemsOf(forms, { body });
    expect([of({ wallet_id: '1', amount: 1 }), of({ legs: [{ wallet_id: '1' }] })]).toEqual([[], []]);
    expect(of({})).toEqual(['wallet_id is required', 'amount is required']);
    expect(of({ wallet_id: '1', amount: 1, legs: [] })).toEqual(['legs is not a known field']);
    expect(of({ legs: [] })).toEqual(['legs must not be empty']);
    expect(of({ legs: [{ wallet_id: 'x' }, {}] })).toEqual([
      'legs[0].wallet_id must be 1 to 512 digits',
      'legs[1].wallet_id is required',
    ]);
    for (const body of [[], 'text', 7, null, undefined]) expect(of(body)).toEqual(['body must be a JSON object']);
  });

  it('has an optional Idempotency-Key among its headers', () => {
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

describe('The query of a request', () => {
  const schema = z.object({ query: z.object({ limit: z.optional(z.string()), status: z.optional(z.string()) }) });
  /** As in an event of API Gateway, which joins repeated parameters with commas. */
  const queryOf = (rawQueryString: string) => {
    const sent = new URLSearchParams(rawQueryString);
    const joined = [...sent.keys()].map((name) => [name, sent.getAll(name).join(',')]);
    return { rawQueryString, queryStringParameters: Object.fromEntries(joined) };
  };

  it.each(['limit=5&status=A,B', 'limit=5', ''])('is accepted as "%s"', (query) => {
    expect(problemsOf(schema, queryOf(query))).toEqual([]);
  });

  it.each([
    ['an unknown parameter', 'limit=5&page=2', ['page is not a known query parameter']],
    ['a parameter in another letter case', 'Limit=5', ['Limit is not a known query parameter']],
    ['an escaped parameter in another letter case', '%4Cimit=5', ['Limit is not a known query parameter']],
    ['an unknown parameter without a value', 'x', ['x is not a known query parameter']],
    [
      'a parameter with the name of an object property',
      'constructor=1',
      ['constructor is not a known query parameter'],
    ],
    ['a repeated parameter', 'limit=5&limit=5', ['limit must not be given twice']],
    ['a repeated parameter, once escaped', 'status=A&st%61tus=B', ['status must not be given twice']],
  ])('must not have %s', (_what, query, problems) => {
    expect(problemsOf(schema, queryOf(query))).toEqual(problems);
  });

  it('must be empty on a route without a query', () => {
    expect(problemsOf(TransferRequest, { body: { from_id: '1', amount: '1' }, ...queryOf('dry_run=1') })).toEqual([
      'dry_run is not a known query parameter',
    ]);
  });

  it('gives errors together with the fields of the body', () => {
    expect(problemsOf(TransferRequest, { body: { from_id: 'x', amount: '1' }, ...queryOf('a=1') })).toEqual([
      'a is not a known query parameter',
      'from_id must be 1 to 512 digits',
    ]);
  });
});

describe('The error for invalid input', () => {
  const errorOf = (body: object): { problems: readonly FieldProblem[]; message: string } => {
    try {
      parseInput(TransferRequest, { headers: {}, body });
    } catch (error) {
      if (error instanceof MibError && error.problems) {
        return { problems: error.problems, message: error.message };
      }
    }
    throw new Error('there was no error');
  };

  it('lists at most 20 problems and counts the rest', () => {
    const unknown = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`field_${n}`, n]));
    const { problems, message } = errorOf({ from_id: '1', amount: '1', ...unknown });
    expect(problems).toHaveLength(20);
    expect(message).toBe('The request breaks the rules listed in errors, and 4980 more.');
    expect(errorOf({}).message).toBe('The request breaks the rules listed in errors.');
  });

  it('has at most 64 characters of a name', () => {
    const { problems } = errorOf({ from_id: '1', amount: '1', ['😀'.repeat(10_000)]: 1 });
    expect(problems).toEqual([{ field: `${'😀'.repeat(64)}…`, message: 'is not a known field' }]);
  });

  it('is smaller than 4 KB for a body of 64 KB', () => {
    const names = Array.from({ length: 60 }, (_, n) => [`${n}`.padEnd(1_000, 'x'), 1]);
    expect(JSON.stringify(errorOf(Object.fromEntries(names)).problems).length).toBeLessThan(4_096);
  });
});

describe('The limit and the cursor of a page', () => {
  const schema = z.object({ query: pageQuery(WalletId) });

  it('have the default limit of 50', () => {
    expect(parseInput(schema, { headers: {} }).query).toEqual({ limit: 50 });
  });

  it.each(['1', '100', '007'])('accept the limit %s', (limit) => {
    const { query } = parseInput(schema, { headers: {}, queryStringParameters: { limit } });
    expect(query.limit).toBe(Number(limit));
  });

  it.each(['', '0', '101', '-1', '1.5', '1e1', 'all', ' 5'])('refuse the limit %j', (limit) => {
    expect(problemsOf(schema, { queryStringParameters: { limit } })).toEqual([
      'limit must be a whole number from 1 to 100',
    ]);
  });

  it('refuse an invalid cursor', () => {
    expect(problemsOf(schema, { queryStringParameters: { cursor: '42' } })).toEqual([]);
    expect(problemsOf(schema, { queryStringParameters: { cursor: 'x' } })).toEqual(['cursor must be 1 to 512 digits']);
  });

  it('stand in the Link to the next page', () => {
    expect(nextLink('/api/user/wallets', 5, '42')).toEqual({
      Link: '</api/user/wallets?limit=5&cursor=42>; rel="next"',
    });
  });

  it('stand in a Link with spaces as %20 and pluses as %2B', () => {
    expect(nextLink('/x', 5, '42', { reference: 'INV 1+2' }).Link).toBe(
      '</x?limit=5&reference=INV%201%2B2&cursor=42>; rel="next"',
    );
  });

  it('stand in no Link on the last page', () => {
    expect(nextLink('/api/user/wallets', 5, undefined)).toEqual({});
  });
});

describe('The input of a shard', () => {
  it('has transaction ids of letters, digits, - and _', () => {
    for (const id of ['01HF7YAT00AAAAAAAAAAAAAAAA', 'a_b-c', 'x'.repeat(64)]) expect(TransactionId.parse(id)).toBe(id);
    for (const id of ['', 'x'.repeat(65), 'a.b', 'a b', 'a\n', '__proto__', 7, null]) {
      expect(TransactionId.safeParse(id).success).toBe(false);
    }
  });

  it('must name this shard for a new wallet, by the claim of the directory or else by its id', () => {
    const shard = { SHARD_NUMBER: 1, SHARD_COUNT: 3 };
    const wrong = expect.objectContaining({ code: 'wrong_shard' });
    expect(() => assertCreatedHere({ walletId: '4' }, shard)).not.toThrow();
    expect(() => assertCreatedHere({ walletId: '5' }, shard)).toThrow(wrong);
    expect(() => assertCreatedHere({ walletId: `${'0'.repeat(500)}3` }, shard)).toThrow(wrong);
    expect(() => assertCreatedHere({ walletId: '5', claimed: 1 }, shard)).not.toThrow();
    expect(() => assertCreatedHere({ walletId: '4', claimed: 2 }, shard)).toThrow(wrong);
  });
});
