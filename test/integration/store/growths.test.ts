import {
  FRESH_PART,
  type Growth,
  isMoved,
  partAfter,
  partAfterMarked,
  partsToStart,
} from '../../../lib/domain/growth.ts';
import { Growths } from '../../../lib/store/growths.ts';
import { beginGrowth, nextStep, pauseGrowth, resumeGrowth, slowGrowth, stepBack } from '../../../lib/usecases/grow.ts';
import { moveBatch } from '../../../lib/usecases/move-batch.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

const NOW = 1_700_000_000_000;
const STEP = { from: 2, to: 3, perSecond: 100, expected: 10 };

let tables: FreshTables;
let growths: Growths;
let started: { op: number; shard: number }[];
beforeEach(async () => {
  tables = await memoryTables();
  growths = new Growths(tables.documents, tables.wallets);
  started = [];
});
afterEach(() => tables.close());

const workflow = { start: async (run: { op: number; shard: number }) => void started.push(run) };
const stores = () => ({ growths, workflow });
const noShards = { walletPage: async () => Promise.reject(new Error('no wallet is read')) };

async function begun(step = STEP): Promise<Growth> {
  return beginGrowth(stores(), await growths.get(), step, NOW);
}

/** What a mover writes after a pass in which all wallets of a shard belonged where they are. */
async function done(growth: Growth, shard: number): Promise<Growth | undefined> {
  const part = growth.parts[shard] ?? FRESH_PART;
  return growths.advance(
    growth.op,
    shard,
    partAfter(part, { next: undefined, seen: 5, moved: 0, waiting: 0 }, NOW + 5),
  );
}

describe('a growth', () => {
  it('begins with the next number and a mover for each shard', async () => {
    const growth = await begun();
    expect(growth).toMatchObject({ op: 1, from: 2, to: 3, state: 'moving', stays: false });
    expect(started).toEqual([0, 1, 2].map((shard) => ({ op: 1, shard })));
    expect(await growths.get()).toEqual(growth);
  });

  it('begins once, however many operators begin it', async () => {
    const both = await Promise.allSettled([
      beginGrowth(stores(), undefined, STEP, NOW),
      beginGrowth(stores(), undefined, STEP, NOW + 1),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await growths.get())?.op).toBe(1);
  });

  it('begins although its movers do not start, which the sweeper starts', async () => {
    const down = { start: async () => Promise.reject(new Error('down')) };
    const growth = await beginGrowth({ growths, workflow: down }, undefined, STEP, NOW);
    expect(partsToStart(growth, NOW + 59_000)).toEqual([]);
    expect(partsToStart(growth, NOW + 61_000)).toEqual([0, 1, 2].map((shard) => ({ op: 1, shard })));
  });

  it('is refused while another one is not finished, or without the shards', async () => {
    expect(() => nextStep(undefined, 3, 2)).toThrow('deploy it with --shards 3 first');
    expect(() => nextStep(undefined, 2, 2)).toThrow('on 2 shards already');
    const growth = await begun();
    expect(() => nextStep(growth, 5, 5)).toThrow('is not finished');
  });

  it('goes from the shards of the last one, not from those that are deployed', async () => {
    await growths.settle(2, NOW);
    expect(nextStep(await growths.get(), 3, 3)).toEqual({ from: 2, to: 3 });
    await growths.settle(3, NOW);
    expect((await growths.get())?.to).toBe(2);
  });

  it('turned back has a larger number, and wallets that stay get it, too', async () => {
    const growth = await begun();
    const back = await beginGrowth(stores(), growth, { ...STEP, ...stepBack(growth) }, NOW + 1);
    expect(back).toMatchObject({ op: 2, from: 3, to: 2, stays: true });
  });

  it('is written by the mover that has read it last, and by none of an older growth', async () => {
    const growth = await begun();
    expect((await done(growth, 0))?.parts.map((part) => part.done)).toEqual([true, false, false]);
    expect(await done(growth, 0)).toBeUndefined();
    await beginGrowth(stores(), growth, { ...STEP, ...stepBack(growth) }, NOW + 1);
    expect(await done(growth, 1)).toBeUndefined();
  });

  it('is moved once every shard has had a pass with nothing to move', async () => {
    let growth: Growth | undefined = await begun();
    for (const shard of [0, 1, 2]) growth = growth && (await done(growth, shard));
    expect(growth && isMoved(growth)).toBe(true);
  });

  it('is moved although the mover that saw the last wallet ended before it said so', async () => {
    let growth: Growth | undefined = await begun();
    for (const shard of [0, 1, 2]) growth = growth && (await done(growth, shard));
    expect(partsToStart(growth, NOW + 59_000)).toEqual([]);
    const runs = partsToStart(growth, NOW + 61_000);
    expect(runs).toEqual([{ op: 1, shard: 0 }]);
    for (const run of runs)
      await moveBatch({ growths, shards: noShards, move: async () => 'stayed' }, run, {
        ...{ clock: () => NOW, budgetMs: 1_000 },
        pause: async () => undefined,
      });
    expect(await growths.get()).toMatchObject({ state: 'moved' });
  });

  it('is paused, goes on, and changes its speed', async () => {
    await begun();
    await pauseGrowth(stores());
    expect(await growths.get()).toMatchObject({ state: 'paused' });
    // A mover may have died, and left a wallet marked.
    expect(partsToStart(await growths.get(), NOW + 999_000)).toHaveLength(3);
    for (const shard of [0, 1, 2]) {
      const rest = partAfterMarked(FRESH_PART, { moved: 0, waiting: 0 }, { isPaused: true, now: NOW });
      await growths.advance(1, shard, rest);
    }
    expect(partsToStart(await growths.get(), NOW + 999_000)).toEqual([]);
    await slowGrowth(stores(), 7);
    started = [];
    await resumeGrowth(stores());
    expect(await growths.get()).toMatchObject({ state: 'moving', perSecond: 7 });
    expect(started).toHaveLength(3);
  });

  it('does not change where there is none', async () => {
    await expect(pauseGrowth(stores())).rejects.toThrow('does not change now');
  });
});

describe('a pass over the wallets of a shard', () => {
  it('is followed by another one if it had something to move, whether it could or not', () => {
    const first = partAfter(FRESH_PART, { next: '7', seen: 100, moved: 3, waiting: 0 }, NOW);
    expect(first).toMatchObject({ cursor: '7', done: false });
    const end = partAfter(first, { next: undefined, seen: 20, moved: 0, waiting: 0 }, NOW);
    expect(end).toMatchObject({ cursor: undefined, done: false, moved: 3, seen: 120 });
    const waits = partAfter(end, { next: undefined, seen: 117, moved: 0, waiting: 1 }, NOW);
    expect(waits.done).toBe(false);
    expect(partAfter(waits, { next: undefined, seen: 117, moved: 0, waiting: 0 }, NOW).done).toBe(true);
  });
});
