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

describe('pay', () => {
  const order = { from: '41', to: '42', amount: 1n };
  const detail = (status: string): Reaction => ({ status: 200, body: { TxID, status, timeline: [] } });

  it('resolves with the final transfer of the one response', async () => {
    const arrivals = await talk([detail('SUCCESSFUL')], async (client) => {
      expect(await client.pay(order)).toMatchObject({ TxID, status: 'SUCCESSFUL' });
    });
    expect(arrivals.map(({ headers }) => headers.get('prefer'))).toEqual(['wait=10']);
  });

  it('polls if the transfer was not final in time', async () => {
    const script = [responses.accepted, transaction('PROCESSING'), transaction('FAILED')];
    const arrivals = await talk(script, async (client) => {
      expect(await client.pay(order)).toMatchObject({ TxID, status: 'FAILED' });
    });
    expect(arrivals.map(({ method, at }) => [method, at])).toEqual([
      ['POST', 0],
      ['GET', 0],
      ['GET', 100],
    ]);
  });

  it('repeats a request that was lost under its key, and polls for the transfer of the first', async () => {
    const script = [responses.problem(503, 'unavailable'), responses.accepted, transaction('SUCCESSFUL')];
    const arrivals = await talk(script, async (client) => {
      expect(await client.pay(order)).toMatchObject({ status: 'SUCCESSFUL' });
    });
    const keys = arrivals.slice(0, 2).map(({ headers }) => headers.get('idempotency-key'));
    expect([keys[0], new Set(keys).size]).toEqual([expect.any(String), 1]);
  });

  it.each<[string, Reaction[]]>([
    ['there is no response', ['no response']],
    ['the transfer stays in flight', [responses.accepted, transaction('PROCESSING')]],
  ])('throws MibTimeout after its timeout if %s, and prefers to wait no longer', async (_, script) => {
    const arrivals = await talk(script, async (client) => {
      const begun = Date.now();
      await expect(client.pay({ ...order, timeoutMs: 3_500 })).rejects.toThrow(MibTimeout);
      expect(Date.now() - begun).toBe(3_500);
    });
    expect(arrivals[0]?.headers.get('prefer')).toBe('wait=3');
  });

  it('throws the error of the API, and stops when the caller aborts it', async () => {
    await talk([responses.problem(404, 'wallet_not_found')], async (client) => {
      await expect(client.pay(order)).rejects.toMatchObject({ code: 'wallet_not_found' });
    });
    await talk(['no response'], async (client) => {
      const { signal, abort } = aborting();
      setTimeout(abort, 500);
      await expect(client.pay({ ...order, signal })).rejects.toThrow('enough');
    });
  });
});

it('transfer waits only if it is asked to, and has the transfer if that is final', async () => {
  const arrivals = await talk([responses.accepted, transaction('SUCCESSFUL')], async (client) => {
    const order = { from: '41', to: '42', amount: 1n };
    expect(await client.transfer(order)).toEqual(responses.accepted.body);
  });
  expect(arrivals[0]?.headers.has('prefer')).toBe(false);
  const body = { TxID, status: 'SUCCESSFUL', timeline: [] };
  await talk([{ status: 200, body }], async (client) => {
    const started = await client.transfer({ from: '41', to: '42', amount: 1n, waitSeconds: 2 });
    expect(started).toEqual({ TxID, status: 'SUCCESSFUL', transaction: body });
  });
});

describe('follow', () => {
  const at = '2026-11-26T10:00:00.000Z';
  const begun = [{ at, status: 'PENDING' }];
  const decided = [...begun, { at, decision: 'COMMIT' }];
  const seen = (status: string, timeline: object[]): Reaction => ({ status: 200, body: { TxID, status, timeline } });

  it('yields the transfer whenever its status or its timeline has changed, until it is final', async () => {
    const states = [
      seen('PENDING', begun),
      seen('PENDING', begun),
      seen('PROCESSING', begun),
      seen('PROCESSING', decided),
      seen('PROCESSING', decided),
      seen('SUCCESSFUL', decided),
    ];
    const arrivals = await talk([responses.accepted, ...states], async (client) => {
      await client.transfer({ from: '41', to: '42', amount: 1n });
      const yielded = await Array.fromAsync(client.follow(TxID));
      expect(yielded.map(({ status, timeline }) => [status, timeline.length])).toEqual([
        ['PENDING', 1],
        ['PROCESSING', 1],
        ['PROCESSING', 2],
        ['SUCCESSFUL', 2],
      ]);
    });
    // The pauses of waitForFinal.
    expect(arrivals.slice(1).map(({ at: time }) => time)).toEqual([0, 100, 250, 475, 812, 1_318]);
  });

  it('has no timeout of its own', async () => {
    const hour = Array<Reaction>(1_800).fill(seen('PROCESSING', decided));
    await talk([...hour, seen('SUCCESSFUL', decided)], async (client) => {
      const begunAt = Date.now();
      const yielded = await Array.fromAsync(client.follow(TxID, { walletId: '41' }));
      expect(yielded.map(({ status }) => status)).toEqual(['PROCESSING', 'SUCCESSFUL']);
      expect(Date.now() - begunAt).toBeGreaterThan(3_500_000);
    });
  });

  it.each<[string, Reaction]>([
    ['nothing changes', seen('PROCESSING', decided)],
    ['there is no response', 'no response'],
  ])('throws MibTimeout after the timeout that it is given if %s', async (_, then) => {
    await talk([seen('PROCESSING', decided), then], async (client) => {
      const begunAt = Date.now();
      const following = client.follow(TxID, { walletId: '41', timeoutMs: 3_000 });
      expect((await following.next()).value).toMatchObject({ status: 'PROCESSING' });
      await expect(following.next()).rejects.toThrow(MibTimeout);
      expect(Date.now() - begunAt).toBe(3_000);
    });
  });

  it('stops when the caller aborts it, also while it waits for a response', async () => {
    for (const then of [seen('PROCESSING', begun), 'no response'] as const) {
      await talk([seen('PROCESSING', begun), then], async (client) => {
        const { signal, abort } = aborting();
        const following = client.follow(TxID, { walletId: '41', signal });
        await following.next();
        setTimeout(abort, 500);
        await expect(following.next()).rejects.toThrow('enough');
      });
    }
  });

  it('asks no more once the caller stops reading', async () => {
    const arrivals = await talk([seen('PROCESSING', begun)], async (client) => {
      for await (const { status } of client.follow(TxID, { walletId: '41' })) if (status === 'PROCESSING') break;
      await new Promise((resolve) => setTimeout(resolve, 10_000));
    });
    expect(arrivals).toHaveLength(1);
  });

  it('throws what the API says of a transfer that it does not show', async () => {
    await talk([responses.problem(404, 'transaction_not_found')], async (client) => {
      const following = client.follow(TxID, { walletId: '42' });
      await expect(following.next()).rejects.toMatchObject({ code: 'transaction_not_found' });
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

it('balanceAt requests the balance at its time', async () => {
  const at = '2026-11-01T00:00:00.000Z';
  const past = { wallet_id: '41', at, as_of: at, balance: '5' };
  const arrivals = await talk([{ status: 200, body: past }], async (client) => {
    expect(await client.balanceAt('41', new Date(at))).toEqual(past);
  });
  expect(arrivals[0]?.path).toBe('/api/user/balance/41/at/2026-11-01T00%3A00%3A00.000Z');
});

function aborting() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort(new Error('enough')) };
}
