import { growthPlan, walletsAmong } from '../../lib/domain/growth-plan.ts';
import { page } from '../project/markdown.ts';

/** As many wallets that all move from shard 0 of 1, each with so many entries. */
const allMove = (wallets: number, seq: number) => ({ wallets, sample: [{ walletId: '1', seq }] });

describe('the plan of a growth', () => {
  it('says of each shard how many wallets leave it, by its sample', () => {
    const sample = ['0', '2', '4', '6'].map((walletId) => ({ walletId, seq: 3 }));
    const other = ['1', '3', '5'].map((walletId) => ({ walletId }));
    const plan = growthPlan(
      [
        { wallets: 400, sample },
        { wallets: 3, sample: other },
        { wallets: 0, sample: [] },
      ],
      3,
      10,
    );
    expect(plan.shards).toEqual([
      { wallets: 400, moves: 200, entries: 600 },
      { wallets: 3, moves: 2, entries: 0 },
      { wallets: 0, moves: 0, entries: 0 },
    ]);
    expect(plan).toMatchObject({ moves: 202, seconds: 21, writeUnits: 1_446, requests: 1_628 });
  });

  it('is as slow as the shard that gives most, where that is slower than was asked for', () => {
    expect(growthPlan([allMove(80_000, 0)], 2, 1_000_000).seconds).toBe(1_000);
    expect(growthPlan([allMove(40_000, 0), { wallets: 0, sample: [] }], 2, 1_000_000).seconds).toBe(500);
  });

  it('counts wallets, and not their stripes', () => {
    const striped = { vector: { 0: 7, 1: 1, 2: 1 } };
    expect(walletsAmong(8_000, [striped, {}])).toBe(4_000);
    expect(walletsAmong(8_000, [{}])).toBe(8_000);
    // The number of items may be of hours ago.
    expect(walletsAmong(0, [striped, {}])).toBe(2);
    expect(walletsAmong(8, [])).toBe(8);
  });

  it('of no wallet takes no time and costs nothing', () => {
    expect(growthPlan([{ wallets: 0, sample: [] }], 2, 1)).toMatchObject({ moves: 0, seconds: 0, usd: 0 });
  });

  it('costs what docs/growing.md says', () => {
    const rows = [
      ...page('docs/growing.md').matchAll(/^\| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|/gm),
    ];
    expect(rows.length).toBeGreaterThan(3);
    for (const [, ...cells] of rows) {
      const [wallets = 0, entries = 0, writes, requests, usd] = cells.map((cell) => Number(cell.replaceAll(',', '')));
      const plan = growthPlan([allMove(wallets, entries)], 2, 100);
      const millions = (count: number) => Math.round(count / 1_000_000);
      const written = [millions(plan.writeUnits), millions(plan.requests), Math.round(plan.usd)];
      expect(written).toEqual([writes, requests, usd]);
    }
  });
});
