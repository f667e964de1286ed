import { closedLoop, randomPairs } from './closed-loop.ts';
import { FUNDS, type Ledger } from './ledger.ts';
import { measured, whatIsMeasured } from './peers.ts';
import { peersTables } from './tables.ts';

/** A ledger in this process. Each transfer from wallet 0 fails. */
function fakeLedger(name = 'fake'): Ledger & { readonly most: () => number } {
  const balances = new Map<string, number>();
  let cpu = 0;
  let running = 0;
  let most = 0;
  const add = (wallet: string, amount: number) => balances.set(wallet, (balances.get(wallet) ?? 0) + amount);
  return {
    name,
    settings: 'nothing is stored',
    most: () => most,
    async createWallets(count) {
      const wallets = Array.from({ length: count }, (_, n) => String(n));
      for (const wallet of wallets) add(wallet, FUNDS);
      return wallets;
    },
    async transfer(from, to) {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      if (from === '0') throw new Error(`wallet 0 is closed: ${to}`);
      cpu += 2;
      add(from, -1);
      add(to, 1);
      return { moved: true, status: 'done', ms: 5 };
    },
    balance: async (wallet) => BigInt(balances.get(wallet) ?? 0),
    cpu: async () => ({ server: cpu }),
    deadlocks: async () => undefined,
    during: (job) => job(),
  };
}

const WALLETS = ['0', '1', '2', '3'];

describe('random pairs', () => {
  it('are the same with the same seed and others with another', () => {
    const pairs = randomPairs(7, WALLETS, 50);
    expect(randomPairs(7, WALLETS, 50)).toEqual(pairs);
    expect(randomPairs(8, WALLETS, 50)).not.toEqual(pairs);
  });

  it('are of two different wallets, and every wallet pays and is paid', () => {
    const pairs = randomPairs(7, WALLETS, 200);
    expect(pairs.filter(([from, to]) => from === to)).toEqual([]);
    expect([...new Set(pairs.map(([from]) => from))].sort()).toEqual(WALLETS);
    expect([...new Set(pairs.map(([, to]) => to))].sort()).toEqual(WALLETS);
  });
});

describe('a closed loop', () => {
  it('has as many transfers at a time as it has clients', async () => {
    const ledger = fakeLedger();
    await closedLoop(ledger, { pairs: randomPairs(1, WALLETS, 40), concurrency: 4 });
    expect(ledger.most()).toBe(4);
  });

  it('counts an error as the status of its transfer and leaves it out of the CPU time', async () => {
    const pairs = [
      ['0', '1'],
      ['0', '2'],
      ['1', '2'],
      ['2', '3'],
    ] as const;
    const loop = await closedLoop(fakeLedger(), { pairs, concurrency: 1 });
    expect(loop.statuses).toEqual({ 'wallet 0 is closed': 2, done: 2 });
    expect(loop.cpu).toEqual({ server: 2 });
    expect(loop.final.p99).toBe(5);
  });

  it('counts a transfer that does not end in its time as lost', async () => {
    const stuck: Ledger = { ...fakeLedger(), transfer: () => new Promise(() => undefined) };
    const loop = await closedLoop(stuck, { pairs: [['1', '2']], concurrency: 1, mostMs: 50 });
    expect(loop.statuses).toEqual({ 'not final after 0.05 s': 1 });
    expect(loop).toMatchObject({ perSecond: 0, cpu: {} });
  });

  it('starts no transfer after its time', async () => {
    const pairs = randomPairs(1, WALLETS, 10);
    await expect(closedLoop(fakeLedger(), { pairs, concurrency: 1, mostMs: 0 })).rejects.toThrow('nothing was timed');
  });
});

describe('a measurement of several ledgers', () => {
  it('makes the same transfers on each and finds the money of all wallets again', async () => {
    const plan = { wallets: [2, 4], transfers: [[1, 6] as const, [3, 9] as const], warmUp: 2 };
    const { ledgers, loops } = await measured([fakeLedger('a'), fakeLedger('b')], plan, () => undefined);
    expect(ledgers).toEqual(
      ['a', 'b'].map((name) => ({
        name,
        settings: 'nothing is stored',
        wallets: 4,
        funded: 4 * FUNDS,
        found: 4 * FUNDS,
      })),
    );
    expect(loops.map(({ name, wallets, concurrency }) => [name, wallets, concurrency])).toEqual([
      ['a', 2, 1],
      ['b', 2, 1],
      ['a', 2, 3],
      ['b', 2, 3],
      ['a', 4, 1],
      ['b', 4, 1],
      ['a', 4, 3],
      ['b', 4, 3],
    ]);
    const ofA = loops.filter(({ name }) => name === 'a').map(({ statuses }) => statuses);
    expect(loops.filter(({ name }) => name === 'b').map(({ statuses }) => statuses)).toEqual(ofA);
  });

  it('has a row for each ledger and each loop in the tables', () => {
    const loop = { transfers: 9, perSecond: 3, final: { p50: 1, p95: 2, p99: 4 }, statuses: { done: 9 } };
    const { peers, 'peers-settings': settings } = peersTables({
      ledgers: [{ name: 'a', settings: 'fsync on', wallets: 1_000, funded: 10, found: 10, deadlocks: 2 }],
      loops: [
        { name: 'a', wallets: 1_000, concurrency: 1, ...loop, cpu: { server: 1.5, postgres: 0.5, idle: 0 } },
        { name: 'b', wallets: 1_000, concurrency: 1, ...loop, cpu: {} },
      ],
    });
    expect(settings).toContain('| a | fsync on | 1,000 | 10 | 10 | 2 |');
    expect(peers).toContain('| 1,000 | 1 | a | 9 | 3 | 1, 4 | 2.0 (server 1.5, postgres 0.5) | 9 done |');
    expect(peers).toContain('| 1,000 | 1 | b | 9 | 3 | 1, 4 | unknown | 9 done |');
  });
});

describe('the line that says what is measured', () => {
  const none = { FORMANCE_POSTGRES: undefined, BLNK_POSTGRES: undefined, BLNK_REDIS: undefined };

  it('names the variables of the peers that are missing', () => {
    expect(whatIsMeasured({ ...none, FORMANCE_URL: undefined, BLNK_URL: undefined })).toBe(
      'measures mib; for more set FORMANCE_URL and BLNK_URL to the address of a running one',
    );
    expect(whatIsMeasured({ ...none, FORMANCE_URL: 'http://localhost:3068', BLNK_URL: undefined })).toBe(
      'measures mib, Formance; for more set BLNK_URL to the address of a running one',
    );
  });

  it('names only the ledgers if none is missing', () => {
    const all = { ...none, FORMANCE_URL: 'http://localhost:3068', BLNK_URL: 'http://localhost:5001' };
    expect(whatIsMeasured(all)).toBe('measures mib, Formance, Blnk');
  });
});
