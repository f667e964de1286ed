import type { MibClient } from '../../../lib/client/index.ts';
import { type Arrival, type Reaction, responses, talk } from './scripted-api.ts';

const TXID = '01KABZ5ZD6T8S0QFVJ0Q1N2M3';
const transfers = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ from: '41', to: '42', amount: 1n, idempotencyKey: `key-${n}` }));
const accepted = (...places: number[]): Reaction => ({
  status: 200,
  body: { results: places.map((n) => ({ idempotency_key: `key-${n}`, TxID: `${TXID}${n}`, status: 'PENDING' })) },
});
const mixed = (...results: object[]): Reaction => ({ status: 200, body: { results } });
const failed = (n: number, code: string) => ({ idempotency_key: `key-${n}`, error: { code, message: 'M.' } });
const good = (n: number) => ({ idempotency_key: `key-${n}`, TxID: `${TXID}${n}`, status: 'PENDING' });
const keysOf = ({ body }: Arrival) =>
  Object(body).transfers.map(({ idempotency_key }: { idempotency_key: string }) => idempotency_key);
const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

describe('transferAll', () => {
  it('sends requests of 100, in order, and has the results in order', async () => {
    const progress: number[] = [];
    const script = [accepted(...upTo(0, 100)), accepted(...upTo(100, 200)), accepted(...upTo(200, 230))];
    const arrivals = await talk(script, async (client) => {
      const results = await client.transferAll(transfers(230), { onProgress: ({ done }) => void progress.push(done) });
      expect(results.map(({ idempotencyKey }) => idempotencyKey)).toEqual(upTo(0, 230).map((n) => `key-${n}`));
    });
    expect(arrivals.map(({ path }) => path)).toEqual(Array(3).fill('/api/user/transfers:batch'));
    expect(arrivals.map((arrival) => keysOf(arrival).length)).toEqual([100, 100, 30]);
    expect(progress).toEqual([100, 200, 230]);
  });

  it('sends what may pass again under the same keys, and leaves what is final', async () => {
    const script = [
      mixed(good(0), failed(1, 'unavailable'), failed(2, 'wallet_not_found'), failed(3, 'internal_error')),
      mixed(good(1), failed(3, 'unavailable')),
      mixed(good(3)),
    ];
    const arrivals = await talk(script, async (client) => {
      const results = await client.transferAll(transfers(4));
      expect(results.map((result) => ('error' in result ? result.error.code : result.TxID))).toEqual([
        ...[`${TXID}0`, `${TXID}1`, 'wallet_not_found', `${TXID}3`],
      ]);
    });
    expect(arrivals.map(keysOf).slice(1)).toEqual([['key-1', 'key-3'], ['key-3']]);
  });

  it('gives up on an error that comes again and again, which is the result', async () => {
    const arrivals = await talk([mixed(failed(0, 'internal_error'))], async (client) => {
      expect(await client.transferAll(transfers(1))).toMatchObject([{ error: { code: 'internal_error' } }]);
    });
    expect(arrivals).toHaveLength(5);
  });

  it('waits a whole minute for the limit of writes, as Retry-After says', async () => {
    const tooMany = responses.problem(429, 'too_many_requests', {}, { 'retry-after': '55' });
    const arrivals = await talk([tooMany, accepted(0)], async (client) => {
      await client.transferAll(transfers(1));
    });
    expect(arrivals.map(({ at }) => at)).toEqual([0, 56_000]);
  });

  it('says what it sends before it sends it, and sends nothing if that fails', async () => {
    const arrivals = await talk([accepted(0)], async (client) => {
      const told: unknown[] = [];
      await client.transferAll(transfers(1), { onSending: (sent) => void told.push(sent) });
      expect(told).toEqual([[{ place: 0, idempotencyKey: 'key-0' }]]);
      const full = () => Promise.reject(new Error('the disk is full'));
      await expect(client.transferAll(transfers(1), { onSending: full })).rejects.toThrow('the disk is full');
    });
    expect(arrivals).toHaveLength(1);
  });

  it('throws a 400, which names the transfer', async () => {
    const errors = [{ field: 'transfers[1].amount', message: 'must be more than 0' }];
    await talk([responses.problem(400, 'invalid_input', { errors })], async (client) => {
      await expect(client.transferAll(transfers(2))).rejects.toMatchObject({ code: 'invalid_input', errors });
    });
  });
});

describe('payAll', () => {
  const listed = (...statuses: string[]): Reaction => ({
    status: 200,
    body: statuses.map((status, n) => ({ TxID: `${TXID}${n}`, status, note: 'N.' })),
  });
  const paid = async (client: MibClient, timeoutMs?: number) =>
    (await client.payAll(transfers(2), { timeoutMs })).map((one) => ('error' in one ? one.error.code : one.status));

  it('resolves when the lists of the payers say that each is final', async () => {
    const script = [accepted(0, 1), listed('SUCCESSFUL', 'PENDING'), listed('SUCCESSFUL', 'INVALID')];
    const arrivals = await talk(script, async (client) => {
      expect(await paid(client)).toEqual(['SUCCESSFUL', 'INVALID']);
    });
    expect(arrivals[1]?.path).toMatch(/^\/api\/user\/transactions\/41\?.*from=2025-/);
  });

  it('has the status of a transfer that is not final in time', async () => {
    await talk([accepted(0, 1), listed('SUCCESSFUL', 'PROCESSING')], async (client) => {
      expect(await paid(client, 3_000)).toEqual(['SUCCESSFUL', 'PROCESSING']);
    });
  });
});
