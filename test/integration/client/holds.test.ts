import { MibTimeout } from '../../../lib/client/index.ts';
import { type Reaction, responses, talk } from './scripted-api.ts';

const { TxID } = responses.accepted.body;
const order = { from: '41', to: '42', amount: 40n };
const AUTHORISED = { note: 'authorised', authorised_at: '2026-11-23T10:15:30.226Z' };
const state = (status: string, more: object = {}): Reaction => ({
  status: 200,
  body: { TxID, status, timeline: [], ...more },
});
const CAPTURE = `/api/user/transactions/42/${TxID}/capture`;
const VOID = `/api/user/transactions/42/${TxID}/void`;
const callsOf = (arrivals: Awaited<ReturnType<typeof talk>>) => arrivals.map(({ method, path }) => `${method} ${path}`);

describe('authorise', () => {
  it('asks for a manual capture until a time, and resolves once the money is held', async () => {
    const expiresAt = new Date('2026-11-30T10:15:00Z');
    const script = [responses.accepted, state('PROCESSING', { note: 'transaction in processing' })];
    const arrivals = await talk([...script, state('PROCESSING', AUTHORISED)], async (client) => {
      expect(await client.authorise({ ...order, expiresAt })).toMatchObject({ TxID, ...AUTHORISED });
    });
    expect(arrivals[0]).toMatchObject({
      path: '/api/user/do_transaction',
      body: { from_id: '41', to_id: '42', amount: '40', capture: 'manual', expires_at: '2026-11-30T10:15:00.000Z' },
    });
    expect(arrivals[0]?.headers.get('prefer')).toBe('wait=10');
    expect(arrivals.map(({ at }) => at)).toEqual([0, 0, 100]);
  });

  it.each([
    ['held', state('PROCESSING', AUTHORISED)],
    ['refused', state('INVALID', { note: 'not enough funds in the wallet' })],
  ])('is one request if its response says that the money is %s', async (_, reaction) => {
    const arrivals = await talk([reaction], async (client) => {
      expect(await client.authorise(order)).toMatchObject({ TxID });
    });
    expect(arrivals).toHaveLength(1);
  });

  it('throws MibTimeout after its timeout while nothing is held', async () => {
    await talk([responses.accepted, state('PROCESSING')], async (client) => {
      const begun = Date.now();
      await expect(client.authorise({ ...order, timeoutMs: 3_000 })).rejects.toThrow(MibTimeout);
      expect(Date.now() - begun).toBe(3_000);
    });
  });
});

describe.each(['capture', 'void'] as const)('%s', (write) => {
  const path = write === 'capture' ? CAPTURE : VOID;
  const end = write === 'capture' ? 'SUCCESSFUL' : 'FAILED';

  it('repeats a request whose response is lost under its key, and polls until the transfer is final', async () => {
    const script = [responses.problem(503, 'unavailable'), responses.accepted, state('PROCESSING'), state(end)];
    const arrivals = await talk(script, async (client) => {
      expect(await client[write]('42', TxID)).toMatchObject({ status: end });
    });
    const read = `GET /api/user/transactions/42/${TxID}`;
    expect(callsOf(arrivals)).toEqual([`POST ${path}`, `POST ${path}`, read, read]);
    const keys = arrivals.slice(0, 2).map(({ headers }) => headers.get('idempotency-key'));
    expect([keys[0], new Set(keys).size]).toEqual([expect.any(String), 1]);
  });

  it('is one request if its response has the final transfer, with the key of the caller', async () => {
    const arrivals = await talk([state(end)], async (client) => {
      await client[write]('42', TxID, { idempotencyKey: 'room-7' });
    });
    expect(arrivals.map(({ headers }) => [headers.get('idempotency-key'), headers.get('prefer')])).toEqual([
      ['room-7', 'wait=10'],
    ]);
    expect(arrivals[0]?.body).toEqual({});
  });

  it('throws what comes too late, and MibTimeout', async () => {
    await talk([responses.problem(409, 'hold_expired')], async (client) => {
      await expect(client[write]('42', TxID)).rejects.toMatchObject({ code: 'hold_expired', status: 409 });
    });
    await talk([responses.accepted, state('PROCESSING')], async (client) => {
      await expect(client[write]('42', TxID, { timeoutMs: 500 })).rejects.toThrow(MibTimeout);
    });
  });
});

it('capture takes a part as a bigint', async () => {
  const arrivals = await talk([state('SUCCESSFUL')], async (client) => {
    await client.capture('42', TxID, { amount: 30n });
  });
  expect(arrivals[0]?.body).toEqual({ amount: '30' });
});

describe('holds', () => {
  const hold = (n: number) => ({ TxID: `${TxID.slice(0, -1)}${n}`, amount: '+40' });

  it('reads page after page, and nothing from an empty list', async () => {
    const link = { link: '</api/user/holds/42?limit=100&cursor=x>; rel="next"' };
    const script = [
      { status: 200, body: [hold(1), hold(2)], headers: link },
      { status: 200, body: [hold(3)] },
    ];
    const arrivals = await talk(script, async (client) => {
      expect(await Array.fromAsync(client.holds('42'))).toEqual([hold(1), hold(2), hold(3)]);
    });
    expect(callsOf(arrivals)).toEqual([
      'GET /api/user/holds/42?limit=100',
      'GET /api/user/holds/42?limit=100&cursor=x',
    ]);
    await talk([{ status: 204 }], async (client) => {
      expect(await client.holdsPage('42')).toEqual({ holds: [] });
    });
  });

  it('gives one page with the cursor of the next', async () => {
    const headers = { link: '</api/user/holds/42?limit=2&cursor=x>; rel="next"' };
    await talk([{ status: 200, body: [hold(1)], headers }], async (client) => {
      expect(await client.holdsPage('42', { limit: 2 })).toEqual({ holds: [hold(1)], next: 'x' });
    });
  });
});
