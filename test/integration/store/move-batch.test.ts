import type { AuditedWallet } from '../../../lib/domain/audit.ts';
import type { Move } from '../../../lib/domain/wallet-move.ts';
import { logger } from '../../../lib/observability/logger.ts';
import { ShardUnavailable } from '../../../lib/remote/shard-errors.ts';
import { Growths } from '../../../lib/store/growths.ts';
import { type BatchEnd, moveBatch } from '../../../lib/usecases/move-batch.ts';
import { type MoveEnd, WalletAway } from '../../../lib/usecases/move-wallet.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

const START = 1_700_000_000_000;
/** Wallets of shard 0 that belong on shard 2 by the number 3, in the order of the shard. */
const WALLETS = ['2', '8', '14', '20', '26', '32'];

let tables: FreshTables;
let growths: Growths;
let now: number;
/** The wallets of shard 0, and whether each is marked. */
let there: Map<string, boolean>;
/** Each move, in its order. */
let moves: string[];
/** What the move of a wallet does instead of bringing it to its target. */
let faults: Map<string, () => MoveEnd | Promise<MoveEnd>>;
/** What happens while the mover waits. */
let meanwhile: () => Promise<unknown>;

beforeAll(() => Object.assign(logger, { warn: () => undefined }));
beforeEach(async () => {
  tables = await memoryTables();
  growths = new Growths(tables.documents, tables.wallets);
  now = START;
  there = new Map(WALLETS.map((walletId) => [walletId, false]));
  moves = [];
  faults = new Map();
  meanwhile = async () => undefined;
});
afterEach(() => tables.close());

async function begun(perSecond = 1): Promise<number> {
  const growth = await growths.begin(undefined, { from: 2, to: 3, perSecond, expected: 6 }, now);
  if (!growth) throw new Error('another growth has begun');
  return growth.op;
}

async function walletPage(_shard: number, cursor = '', _now: number, limit = 100) {
  const all = [...there].filter(([walletId]) => Number(walletId) > Number(cursor));
  const wallets = all.slice(0, limit).map(
    ([walletId, isMarked]): AuditedWallet => ({
      walletId,
      balance: 0n,
      creditLimit: 0n,
      currency: 'XXX',
      holds: [],
      ...(isMarked && { moving: { op: 1, to: 2 } }),
    }),
  );
  return { wallets, moved: [], next: all.length > limit ? wallets.at(-1)?.walletId : undefined };
}

async function move({ walletId }: Move): Promise<MoveEnd> {
  moves.push(walletId);
  const fault = faults.get(walletId);
  if (fault) return fault();
  there.delete(walletId);
  return 'moved';
}

/** One run of a mover of shard 0. */
function run(
  op: number,
  budgetMs = 600_000,
  stored: Parameters<typeof moveBatch>[0]['growths'] = growths,
): Promise<BatchEnd> {
  const pause = async (ms: number) => {
    now += ms;
    await meanwhile();
  };
  return moveBatch(
    { growths: stored, shards: { walletPage }, move },
    { op, shard: 0 },
    { clock: () => now, budgetMs, pause },
  );
}

/** The wallet is marked, and its target does not respond. */
function leaveMarked(walletId: string): void {
  faults.set(walletId, () => {
    there.set(walletId, true);
    throw new WalletAway('down');
  });
}

const part = async () => (await growths.get())?.parts[0];

describe('a mover of one shard', () => {
  it('moves all wallets that belong elsewhere, no faster than the growth allows', async () => {
    expect(await run(await begun())).toBe('done');
    expect(there.size).toBe(0);
    // Three shards move one wallet a second together.
    expect(now - START).toBeGreaterThanOrEqual(WALLETS.length * 3_000);
    expect(await part()).toMatchObject({ done: true, moved: WALLETS.length, left: [] });
  });

  it('repeats the move of a wallet that is marked at once, not in the next pass', async () => {
    let tries = 0;
    faults.set('2', () => {
      there.set('2', true);
      tries += 1;
      if (tries === 3) faults.delete('2');
      throw new WalletAway('down');
    });
    const op = await begun();
    await run(op, 1);
    expect(moves.filter((walletId) => walletId === '2')).toHaveLength(4);
    expect(there.has('2')).toBe(false);
  });

  it('comes back to a wallet that was left marked on every page, before others', async () => {
    leaveMarked('2');
    const op = await begun();
    await run(op, 1);
    expect(await part()).toMatchObject({ left: ['2'], waiting: 1 });
    moves = [];
    faults.clear();
    await run(op, 1);
    expect(moves[0]).toBe('2');
    expect((await part())?.left).toEqual([]);
  });

  it('moves other wallets while the shard of one that is marked is down, and is not done without it', async () => {
    leaveMarked('2');
    const op = await begun(100);
    expect(await run(op, 60_000)).toBe('more');
    expect([...there]).toEqual([['2', true]]);
    expect((await part())?.done).toBe(false);
    faults.clear();
    expect(await run(op)).toBe('done');
  });

  it('leaves a wallet that is not marked to the next pass', async () => {
    faults.set('2', () => {
      throw new ShardUnavailable('down');
    });
    await run(await begun(100), 1);
    expect(moves.filter((walletId) => walletId === '2')).toHaveLength(1);
    expect(await part()).toMatchObject({ left: [], waiting: 1 });
  });

  it('goes on with a page that takes long before it reads the next one', async () => {
    for (const walletId of WALLETS)
      faults.set(walletId, () => {
        now += 8_000;
        there.delete(walletId);
        return 'moved';
      });
    const op = await begun(100);
    expect(await run(op, 1)).toBe('more');
    expect(moves).toEqual(WALLETS.slice(0, 3));
    expect(await part()).toMatchObject({ moved: 3, done: false });
    expect((await part())?.cursor).toBeUndefined();
    expect(await run(op)).toBe('done');
    expect(moves).toEqual(WALLETS);
  });

  describe('that meets another one of its shard', () => {
    /** Another mover has written its page before this one. */
    const overtaken = (write: () => unknown = () => undefined) => ({
      get: () => growths.get(),
      change: (...given: Parameters<Growths['change']>) => growths.change(...given),
      advance: async (...[op, shard, after]: Parameters<Growths['advance']>) => {
        if (write() === 'own') {
          await growths.advance(op, shard, after);
          return undefined;
        }
        const stored = await part();
        if (stored) await growths.advance(op, shard, { ...stored, touchedAt: 1, version: stored.version + 1 });
        return growths.advance(op, shard, after);
      },
    });

    it('ends, as one is enough', async () => {
      expect(await run(await begun(), 600_000, overtaken())).toBe('stopped');
      expect(moves).toHaveLength(1);
    });

    it('goes on if it was its own write, whose response was lost', async () => {
      expect(
        await run(
          await begun(),
          600_000,
          overtaken(() => 'own'),
        ),
      ).toBe('done');
      expect(there.size).toBe(0);
    });

    it('does not end before the other one knows of the wallet that it has left marked', async () => {
      leaveMarked('2');
      let met = 0;
      const once = overtaken(() => {
        met += 1;
        return met === 1 ? undefined : 'own';
      });
      await run(await begun(), 15_000, once);
      expect(await part()).toMatchObject({ left: ['2'] });
    });
  });

  describe('of a paused growth', () => {
    const pause = (op: number) => growths.change(op, { state: 'paused', after: ['moving'] });

    it('brings the wallets to their shard that are marked, and begins no other', async () => {
      leaveMarked('2');
      const op = await begun();
      await run(op, 1);
      // A mover that has died before it wrote what it left.
      there.set('20', true);
      await pause(op);
      faults.clear();
      moves = [];
      const others = there.size - 2;
      expect(await run(op)).toBe('stopped');
      expect(moves.toSorted()).toEqual(['2', '20']);
      expect(there.size).toBe(others);
      expect(await part()).toMatchObject({ atRest: true, done: false });
    });

    it('is at rest only once they have arrived, and goes on where it was', async () => {
      leaveMarked('2');
      const op = await begun(100);
      meanwhile = async () => {
        await pause(op);
        if (now > START + 30_000) faults.clear();
      };
      expect(await run(op)).toBe('stopped');
      expect(there.has('2')).toBe(false);
      meanwhile = async () => undefined;
      await growths.change(op, { state: 'moving', after: ['paused'] });
      expect(await run(op)).toBe('done');
      expect(there.size).toBe(0);
    });
  });

  it('gives wallets that were left marked to the growth that turns it back', async () => {
    leaveMarked('2');
    const op = await begun();
    await run(op, 1);
    const back = await growths.begin(await growths.get(), { from: 3, to: 2, perSecond: 1, expected: 1 }, now);
    expect(back?.parts[0]?.left).toEqual(['2']);
  });
});
