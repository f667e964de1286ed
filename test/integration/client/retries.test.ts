import { MibProblem, MibUnreachable } from '../../../lib/client/index.ts';
import { type Arrival, type Reaction, responses, talk } from './scripted-api.ts';

const ORDER = { from: '1', to: '2', amount: 50n };
const DOWN = new TypeError('fetch failed');
const keyOf = ({ headers }: Arrival) => headers.get('idempotency-key');

describe('transfer', () => {
  it.each<[string, Reaction]>([
    ['no connection', DOWN],
    ['a response that never comes', 'no response'],
    ['a broken response', 'cut off'],
    ['a 500 of the API', responses.problem(500, 'internal_error')],
    ['a 502 of a proxy', { status: 502 }],
    ['a 503', { status: 503, body: { message: 'Service Unavailable' } }],
    ['a 504', { status: 504 }],
    ['a 429', responses.problem(429, 'too_many_requests')],
  ])('retries after %s with the same key and body', async (_, reaction) => {
    const arrivals = await talk([reaction, reaction, responses.accepted], async (client) => {
      expect(await client.transfer(ORDER)).toEqual(responses.accepted.body);
    });
    expect(arrivals).toHaveLength(3);
    expect(new Set(arrivals.map(keyOf)).size).toBe(1);
    expect(keyOf(arrivals[0] ?? fail())).toMatch(/^[0-9a-f-]{36}$/);
    for (const { method, path, body } of arrivals) {
      expect({ method, path }).toEqual({ method: 'POST', path: '/api/user/do_transaction' });
      expect(body).toEqual({ from_id: '1', to_id: '2', amount: '50' });
    }
  });

  it('sends the list of payees in place of one, with amounts as digits', async () => {
    const to = [
      { to_id: '2', amount: 10n ** 17n },
      { to_id: '3', amount: '5' },
    ];
    const [arrival] = await talk([responses.accepted], async (client) => {
      await client.transfer({ from: '1', to, note: 'dinner' });
    });
    const sent = [
      { to_id: '2', amount: '100000000000000000' },
      { to_id: '3', amount: '5' },
    ];
    expect(arrival?.body).toEqual({ from_id: '1', to: sent, note: 'dinner' });
  });

  it('has a new key in each call, unless the caller gives one', async () => {
    const arrivals = await talk([responses.accepted], async (client) => {
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

  it('doubles its pauses, and throws after five attempts', async () => {
    const arrivals = await talk([DOWN], async (client) => {
      const transfer = client.transfer(ORDER);
      await expect(transfer).rejects.toThrow(MibUnreachable);
      await expect(transfer).rejects.toMatchObject({ cause: DOWN });
    });
    expect(arrivals.map(({ at }) => at)).toEqual([0, 200, 600, 1400, 3000]);
  });

  it('waits for a random part of each pause, so that clients do not retry at the same time', async () => {
    const arrivals = await talk([DOWN, DOWN, responses.accepted], async (_, make) => {
      await make({ random: () => 0.25 }).transfer(ORDER);
    });
    expect(arrivals.map(({ at }) => at)).toEqual([0, 50, 150]);
  });

  it.each([
    ['seconds', '7'],
    ['a date', 'Tue, 01 Jan 2030 00:00:07 GMT'],
  ])('waits for a Retry-After in %s', async (_, text) => {
    const busy = responses.problem(429, 'too_many_requests', {}, { 'retry-after': text });
    const arrivals = await talk([busy, responses.accepted], (client) => client.transfer(ORDER).then(() => undefined));
    expect(arrivals.map(({ at }) => at)).toEqual([0, 7_200]);
  });

  it('throws an error with a Retry-After of minutes, so that the caller decides', async () => {
    const busy = responses.problem(429, 'too_many_requests', {}, { 'retry-after': '600' });
    const arrivals = await talk([busy], async (client) => {
      await expect(client.transfer(ORDER)).rejects.toMatchObject({ code: 'too_many_requests', retryAfter: 600 });
    });
    expect(arrivals).toHaveLength(1);
  });

  it('throws a 400 without a retry, with the fields that break a rule', async () => {
    const errors = [{ field: 'amount', message: 'must be more' }];
    const arrivals = await talk([responses.problem(400, 'invalid_input', { errors })], async (client) => {
      const transfer = client.transfer(ORDER);
      await expect(transfer).rejects.toThrow(MibProblem);
      await expect(transfer).rejects.toMatchObject({
        status: 400,
        code: 'invalid_input',
        errors,
        message: '400 invalid_input: D. amount must be more.',
      });
    });
    expect(arrivals).toHaveLength(1);
  });

  it('throws unexpected_answer if the response is not from the API', async () => {
    await talk([{ status: 403, body: '<html>' }], async (client) => {
      await expect(client.transfer(ORDER)).rejects.toMatchObject({
        status: 403,
        code: 'unexpected_answer',
        errors: [],
      });
    });
  });

  it('stops when the caller aborts it, without another attempt', async () => {
    const arrivals = await talk([DOWN, 'no response'], async (client) => {
      const giveUp = new AbortController();
      setTimeout(() => giveUp.abort(new Error('enough')), 1_000);
      await expect(client.transfer({ ...ORDER, signal: giveUp.signal })).rejects.toThrow('enough');
    });
    expect(arrivals).toHaveLength(2);
  });
});

it('balance retries like every read', async () => {
  const wallet = { wallet_id: '1', balance: '5', available: '5', reserved: '0', last_transaction: null };
  const arrivals = await talk([DOWN, { status: 200, body: wallet }], async (client) => {
    expect(await client.balance('1')).toEqual(wallet);
  });
  expect(arrivals.map(keyOf)).toEqual([null, null]);
});

function fail(): never {
  throw new Error('no request arrived');
}
