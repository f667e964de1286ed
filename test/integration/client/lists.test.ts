import { type Reaction, responses, talk } from './scripted-api.ts';

const page = (ids: string[], link?: string): Reaction => ({
  status: 200,
  body: ids.map((id) => ({ TxID: id })),
  ...(link !== undefined && { headers: { link: `<${link}>; rel="next"` } }),
});

describe('A list', () => {
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

describe('A page', () => {
  it('has its transactions, and the cursor of the next page for the same query', async () => {
    const path = '/api/user/transactions/41';
    const script = [page(['a', 'b'], `${path}?limit=2&order=desc&cursor=b`), page(['c'])];
    const arrivals = await talk(script, async (client) => {
      const query = { limit: 2, order: 'desc' } as const;
      const first = await client.transactionsPage('41', query);
      expect(first).toEqual({ transactions: [{ TxID: 'a' }, { TxID: 'b' }], next: 'b' });
      const last = await client.transactionsPage('41', { ...query, cursor: first.next });
      expect(last).toEqual({ transactions: [{ TxID: 'c' }] });
    });
    expect(arrivals.map((one) => one.path)).toEqual([
      `${path}?limit=2&order=desc`,
      `${path}?limit=2&order=desc&cursor=b`,
    ]);
  });

  it('may be empty and lead to a next page, or be empty and the last', async () => {
    const script = [page([], '/api/user/transactions/41?limit=50&cursor=q'), { status: 204 }];
    await talk(script, async (client) => {
      expect(await client.transactionsPage('41', { status: 'FAILED' })).toEqual({ transactions: [], next: 'q' });
      expect(await client.transactionsPage('41', { status: 'FAILED', cursor: 'q' })).toEqual({ transactions: [] });
    });
  });

  it('has the wallets of the user', async () => {
    const wallets: Reaction = {
      status: 200,
      body: [{ wallet_id: '41' }],
      headers: { link: '</api/user/wallets?limit=1&cursor=41>; rel="next"' },
    };
    await talk([wallets, { status: 200, body: [] }], async (client) => {
      expect(await client.walletsPage({ limit: 1 })).toEqual({ wallets: [{ wallet_id: '41' }], next: '41' });
      expect(await client.walletsPage({ limit: 1, cursor: '41' })).toEqual({ wallets: [] });
    });
  });

  it('throws what the API says', async () => {
    await talk([responses.problem(404, 'wallet_not_found')], async (client) => {
      await expect(client.transactionsPage('43')).rejects.toMatchObject({ code: 'wallet_not_found' });
    });
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

describe('A statement', () => {
  const path = '/api/user/statement/41';
  const entries = (seqs: number[], more?: string): Reaction => ({
    status: 200,
    body: seqs.map((seq) => ({ seq })),
    ...(more !== undefined && { headers: { link: `<${path}?limit=100&cursor=${more}>; rel="next"` } }),
  });
  const seqOf = ({ seq }: { seq: number }) => seq;

  it('is read page by page, in either order', async () => {
    const arrivals = await talk([entries([1, 2], '2'), entries([3])], async (client) => {
      expect((await Array.fromAsync(client.statement('41'))).map(seqOf)).toEqual([1, 2, 3]);
      await client.statement('41', { order: 'desc', limit: 7 }).next();
    });
    expect(arrivals.map((one) => one.path)).toEqual([
      `${path}?limit=100`,
      `${path}?limit=100&cursor=2`,
      `${path}?limit=7&order=desc`,
    ]);
  });

  it('has pages with the cursor of the next one', async () => {
    await talk([entries([1, 2], '2'), { status: 204 }], async (client) => {
      expect(await client.statementPage('41', { limit: 2 })).toMatchObject({
        entries: [{ seq: 1 }, { seq: 2 }],
        next: '2',
      });
      expect(await client.statementPage('41', { cursor: '2' })).toEqual({ entries: [] });
    });
  });

  it('is followed from a number on, with pauses that grow while nothing comes', async () => {
    const none: Reaction = { status: 204 };
    const script = [entries([8], '8'), entries([9]), none, none, entries([10])];
    const arrivals = await talk(script, async (client) => {
      const seen: number[] = [];
      for await (const { seq } of client.followStatement('41', { after: 7 })) {
        seen.push(seq);
        if (seq === 10) break;
      }
      expect(seen).toEqual([8, 9, 10]);
    });
    expect(arrivals.map((one) => [one.at, one.path])).toEqual([
      [0, `${path}?limit=100&cursor=7`],
      [0, `${path}?limit=100&cursor=8`],
      [100, `${path}?limit=100&cursor=9`],
      [250, `${path}?limit=100&cursor=9`],
      [475, `${path}?limit=100&cursor=9`],
    ]);
  });

  it('is followed until the caller aborts it', async () => {
    await talk([{ status: 204 }], async (client) => {
      const giveUp = new AbortController();
      setTimeout(() => giveUp.abort(new Error('enough')), 5_000);
      const following = client.followStatement('41', { signal: giveUp.signal });
      await expect(following.next()).rejects.toThrow('enough');
    });
  });

  it('is exported in parts', async () => {
    const link = { link: `<${path}/csv?limit=2&cursor=2>; rel="next"` };
    const script: Reaction[] = [
      { status: 200, text: 'seq\r\n1\r\n2\r\n', headers: link },
      { status: 200, text: '3\r\n' },
    ];
    await talk(script, async (client) => {
      const parts = await Array.fromAsync(client.statementCsv('41', { limit: 2 }));
      expect(parts.join('')).toBe('seq\r\n1\r\n2\r\n3\r\n');
    });
  });
});
