import { MibProblem, MibUnreachable } from '../../../lib/client/index.ts';
import { type Arrival, answers, type Reaction, talk } from './scripted-api.ts';

const ORDER = { from: '1', to: '2', amount: 50n };
const DOWN = new TypeError('fetch failed');
const keyOf = ({ headers }: Arrival) => headers.get('idempotency-key');

describe('a transfer', () => {
  it.each<[string, Reaction]>([
    ['no connection', DOWN],
    ['an answer that never comes', 'no answer'],
    ['an answer that is cut off', 'cut off'],
    ['a 500 of ours', answers.problem(500, 'internal_error')],
    ['a 502 of something on the way', { status: 502 }],
    ['a 503', { status: 503, body: { message: 'Service Unavailable' } }],
    ['a 504', { status: 504 }],
    ['a 429', answers.problem(429, 'too_many_requests')],
  ])('is sent again after %s, with the same key and body', async (_, failure) => {
    const arrivals = await talk([failure, failure, answers.accepted], async (client) => {
      expect(await client.transfer(ORDER)).toEqual(answers.accepted.body);
    });
    expect(arrivals).toHaveLength(3);
    expect(new Set(arrivals.map(keyOf)).size).toBe(1);
    expect(keyOf(arrivals[0] ?? fail())).toMatch(/^[0-9a-f-]{36}$/);
    for (const { method, path, body } of arrivals) {
      expect({ method, path }).toEqual({ method: 'POST', path: '/api/user/do_transaction' });
      expect(body).toEqual({ from_id: '1', to_id: '2', amount: '50' });
    }
  });

  it('gets another key each time, unless the caller has one', async () => {
    const arrivals = await talk([answers.accepted], async (client) => {
      await client.transfer(ORDER);
      await client.transfer(ORDER);
      await client.transfer({ ...ORDER, idempotencyKey: 'invoice-7' });
      const header = { 'idempotency-key': 'invoice-8' };
      const body = { from_id: '1', to_id: '2', amount: 50 };
      await client.routes.POST('/api/user/do_transaction', { body, params: { header } });
      await client.routes.POST('/api/user/do_transaction', { body });
    });
    const keys = arrivals.map(keyOf);
    expect(new Set(keys).size).toBe(5);
    expect(keys.slice(2, 4)).toEqual(['invoice-7', 'invoice-8']);
  });

  it('waits longer from one attempt to the next, and gives up after five', async () => {
    const arrivals = await talk([DOWN], async (client) => {
      const failure = client.transfer(ORDER);
      await expect(failure).rejects.toThrow(MibUnreachable);
      await expect(failure).rejects.toMatchObject({ cause: DOWN });
    });
    expect(arrivals.map(({ at }) => at)).toEqual([0, 200, 600, 1400, 3000]);
  });

  it('waits for a random part of that, so that clients do not come back all at once', async () => {
    const arrivals = await talk([DOWN, DOWN, answers.accepted], async (_, make) => {
      await make({ random: () => 0.25 }).transfer(ORDER);
    });
    expect(arrivals.map(({ at }) => at)).toEqual([0, 50, 150]);
  });

  it.each([
    ['seconds', '7'],
    ['a date', 'Tue, 01 Jan 2030 00:00:07 GMT'],
  ])('waits as long as Retry-After says in %s', async (_, text) => {
    const busy = answers.problem(429, 'too_many_requests', {}, { 'retry-after': text });
    const arrivals = await talk([busy, answers.accepted], (client) => client.transfer(ORDER).then(() => undefined));
    expect(arrivals.map(({ at }) => at)).toEqual([0, 7_200]);
  });

  it('throws what a Retry-After of minutes comes with, to let the caller decide', async () => {
    const busy = answers.problem(429, 'too_many_requests', {}, { 'retry-after': '600' });
    const arrivals = await talk([busy], async (client) => {
      await expect(client.transfer(ORDER)).rejects.toMatchObject({ code: 'too_many_requests', retryAfter: 600 });
    });
    expect(arrivals).toHaveLength(1);
  });

  it('is not sent again when it is refused: the fields are named', async () => {
    const errors = [{ field: 'amount', message: 'must be more' }];
    const arrivals = await talk([answers.problem(400, 'invalid_input', { errors })], async (client) => {
      const refusal = client.transfer(ORDER);
      await expect(refusal).rejects.toThrow(MibProblem);
      await expect(refusal).rejects.toMatchObject({
        status: 400,
        code: 'invalid_input',
        errors,
        message: '400 invalid_input: D. amount must be more.',
      });
    });
    expect(arrivals).toHaveLength(1);
  });

  it('says that it was not the API that answered', async () => {
    await talk([{ status: 403, body: '<html>' }], async (client) => {
      await expect(client.transfer(ORDER)).rejects.toMatchObject({
        status: 403,
        code: 'unexpected_answer',
        errors: [],
      });
    });
  });

  it('ends when the caller wants it, without another attempt', async () => {
    const arrivals = await talk([DOWN, 'no answer'], async (client) => {
      const giveUp = new AbortController();
      setTimeout(() => giveUp.abort(new Error('enough')), 1_000);
      await expect(client.transfer({ ...ORDER, signal: giveUp.signal })).rejects.toThrow('enough');
    });
    expect(arrivals).toHaveLength(2);
  });
});

it('reading is repeated too', async () => {
  const wallet = { wallet_id: '1', balance: '5', available: '5', reserved: '0', last_transaction: null };
  const arrivals = await talk([DOWN, { status: 200, body: wallet }], async (client) => {
    expect(await client.balance('1')).toEqual(wallet);
  });
  expect(arrivals.map(keyOf)).toEqual([null, null]);
});

function fail(): never {
  throw new Error('nothing arrived');
}
