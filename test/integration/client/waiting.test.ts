import { MibTimeout } from '../../../lib/client/index.ts';
import { type Reaction, responses, talk } from './scripted-api.ts';

const { TxID } = responses.accepted.body;
const transaction = (status: string): Reaction => ({ status: 200, body: { TxID, status } });
const wallet = (status: string): Reaction => ({ status: 202, body: { wallet_id: '7', status } });

describe('waitForFinal', () => {
  it.each(['SUCCESSFUL', 'INVALID', 'FAILED'])('polls with growing pauses until the transfer is %s', async (status) => {
    const pending = [transaction('PENDING'), transaction('PROCESSING'), transaction('PROCESSING')];
    const arrivals = await talk([responses.accepted, ...pending, transaction(status)], async (client) => {
      await client.transfer({ from: '41', to: '42', amount: 1n });
      expect(await client.waitForFinal(TxID)).toMatchObject({ TxID, status });
    });
    expect(arrivals.slice(1).map(({ path }) => path)).toEqual(Array(4).fill(`/api/user/transactions/41/${TxID}`));
    expect(arrivals.slice(1).map(({ at }) => at)).toEqual([0, 100, 250, 475]);
  });

  it('requires the wallet of a transfer that this client did not make', async () => {
    const arrivals = await talk([transaction('SUCCESSFUL')], async (client) => {
      await expect(client.waitForFinal(TxID)).rejects.toThrow('walletId is required');
      await client.waitForFinal(TxID, { walletId: '43' });
    });
    expect(arrivals.map(({ path }) => path)).toEqual([`/api/user/transactions/43/${TxID}`]);
  });

  it.each<[string, Reaction]>([
    ['the transfer stays in flight', transaction('PROCESSING')],
    ['there is no response', 'no response'],
  ])('throws MibTimeout after its timeout if %s', async (_, reaction) => {
    await talk([reaction], async (client) => {
      const begun = Date.now();
      const waiting = client.waitForFinal(TxID, { walletId: '41', timeoutMs: 3_000 });
      await expect(waiting).rejects.toThrow(MibTimeout);
      expect(Date.now() - begun).toBe(3_000);
    });
  });

  it('stops when the caller aborts it', async () => {
    await talk([transaction('PROCESSING')], async (client) => {
      const giveUp = new AbortController();
      setTimeout(() => giveUp.abort(new Error('enough')), 500);
      await expect(client.waitForFinal(TxID, { walletId: '41', signal: giveUp.signal })).rejects.toThrow('enough');
    });
  });
});

it('createWallet polls with one key until the wallet is active', async () => {
  const arrivals = await talk([wallet('CREATING'), wallet('CREATING'), wallet('ACTIVE')], async (client) => {
    expect(await client.createWallet('7')).toEqual({ wallet_id: '7', status: 'ACTIVE' });
  });
  expect(arrivals).toHaveLength(3);
  expect(new Set(arrivals.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1);
});

describe('A list', () => {
  const page = (ids: string[], link?: string): Reaction => ({
    status: 200,
    body: ids.map((id) => ({ TxID: id })),
    ...(link !== undefined && { headers: { link: `<${link}>; rel="next"` } }),
  });

  it('follows the links from page to page, and reads no page before the caller needs it', async () => {
    const path = '/api/user/transactions/41';
    const script = [
      page(['a', 'b'], `${path}?limit=100&cursor=b`),
      page(['c'], `${path}?limit=100&cursor=c`),
      page(['d']),
    ];
    const arrivals = await talk(script, async (client) => {
      const all = await Array.fromAsync(client.transactions('41'));
      expect(all.map((one) => one.TxID)).toEqual(['a', 'b', 'c', 'd']);
    });
    expect(arrivals.map((one) => one.path)).toEqual([
      `${path}?limit=100`,
      `${path}?limit=100&cursor=b`,
      `${path}?limit=100&cursor=c`,
    ]);
    const few = await talk(script, async (client) => {
      for await (const one of client.transactions('41', { limit: 2 })) if (one.TxID === 'b') break;
    });
    expect(few.map((one) => one.path)).toEqual([`${path}?limit=2`]);
  });

  it('is empty for a wallet without transactions', async () => {
    await talk([{ status: 204 }], async (client) => {
      expect(await Array.fromAsync(client.transactions('41'))).toEqual([]);
    });
  });

  it('accepts a limit as text, for programs without types', async () => {
    const arrivals = await talk([page(['a'])], async (client) => {
      await client.transactions('41', JSON.parse('{ "limit": "2" }')).next();
    });
    expect(arrivals.map((one) => one.path)).toEqual(['/api/user/transactions/41?limit=2']);
  });

  it('sends the filters of the query', async () => {
    const filters = {
      status: 'SUCCESSFUL,FAILED',
      from: '2026-11-01T00:00:00+01:00',
      order: 'desc',
    } as const;
    const arrivals = await talk([page(['a'])], async (client) => {
      await client.transactions('41', { ...filters, limit: 7 }).next();
    });
    const query = Object.fromEntries(new URL(arrivals[0]?.path ?? '', 'http://any').searchParams);
    expect(query).toEqual({ status: filters.status, from: filters.from, order: 'desc', limit: '7' });
  });
});

it('exportCsv returns the parts of the file', async () => {
  const path = '/api/user/transactions/41/csv';
  const part = (text: string, more: object = {}): Reaction => ({ status: 200, text, headers: { ...more } });
  const link = { link: `<${path}?limit=2&cursor=b&reference=R+1>; rel="next"` };
  const arrivals = await talk([part('TxID\r\na\r\nb\r\n', link), new Error('cut'), part('c\r\n')], async (client) => {
    const parts = await Array.fromAsync(client.exportCsv('41', { limit: 2, reference: 'R 1' }));
    expect(parts.join('')).toBe('TxID\r\na\r\nb\r\nc\r\n');
  });
  const next = `${path}?limit=2&cursor=b&reference=R+1`;
  expect(arrivals.map((one) => one.path)).toEqual([`${path}?limit=2&reference=R+1`, next, next]);
});

it('balanceAt requests the balance at its time', async () => {
  const at = '2026-11-01T00:00:00.000Z';
  const past = { wallet_id: '41', at, as_of: at, balance: '5' };
  const arrivals = await talk([{ status: 200, body: past }], async (client) => {
    expect(await client.balanceAt('41', new Date(at))).toEqual(past);
  });
  expect(arrivals[0]?.path).toBe('/api/user/balance/41/at/2026-11-01T00%3A00%3A00.000Z');
});
