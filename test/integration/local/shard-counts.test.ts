import { prepareShards } from '../../../lib/local/cells/shard-counts.ts';
import { Growths } from '../../../lib/store/growths.ts';
import { beginGrowth } from '../../../lib/usecases/grow.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

const NOW = Date.UTC(2026, 10, 27);
const workflow = { start: async () => undefined };

let tables: FreshTables;
let growths: Growths;
beforeEach(async () => {
  tables = await memoryTables();
  growths = new Growths(tables.documents, tables.wallets);
});
afterEach(() => tables.close());

const grow = async (from: number, to: number) => {
  const step = { from, to, perSecond: 1, expected: 0 };
  return beginGrowth({ growths, workflow }, await growths.get(), step, NOW);
};
const finish = async (op: number) => {
  await growths.change(op, { state: 'moved', after: ['moving'] });
  await growths.change(op, { state: 'finished', endedAt: NOW, after: ['moved'] });
};
const start = (running: number, home = 2) => prepareShards(growths, { running, home }, NOW);

describe('A start of the local stack', () => {
  it('with as many shards as ever writes nothing', async () => {
    expect(await start(2)).toBe(2);
    expect(await growths.get()).toBeUndefined();
  });

  it('with more leaves new wallets where the others are, at this start and the next', async () => {
    expect([await start(3), await start(4)]).toEqual([2, 2]);
    expect(await growths.get()).toMatchObject({ to: 2, state: 'finished' });
  });

  it('with fewer is refused before any wallet has moved, and says what to run', async () => {
    await expect(start(1)).rejects.toThrow('start all 2, and run "npm run operator -- shards grow --to 1 --reason …"');
    await start(3);
    expect(await start(2)).toBe(2);
  });

  it('with fewer is refused until the wallets have moved and the books balance', async () => {
    const { op } = await grow(3, 2);
    await expect(start(2, 3)).rejects.toThrow('the growth from 3 to 2 shards is not finished');
    expect(await start(3, 3)).toBe(2);
    await finish(op);
    expect([await start(2, 3), await start(3, 3)]).toEqual([2, 2]);
    await expect(start(1, 3)).rejects.toThrow('the wallets are on 2 shards');
  });

  it('with fewer is refused after a growth, also with as many as at first', async () => {
    await start(3);
    await finish((await grow(2, 3)).op);
    await expect(start(2)).rejects.toThrow('the wallets are on 3 shards');
  });
});
