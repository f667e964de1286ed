import type { AuditedWallet } from '../../../lib/domain/audit.ts';
import { finishableAt, type Growth } from '../../../lib/domain/growth.ts';
import type { MovedWallet } from '../../../lib/domain/wallet-move.ts';
import { Directory, type DirectoryEntry } from '../../../lib/store/directory.ts';
import { Growths } from '../../../lib/store/growths.ts';
import { beginGrowth, finishGrowth, stepBack } from '../../../lib/usecases/grow.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

const BEGUN = 1_700_000_000_000;
const LATER = finishableAt({ startedAt: BEGUN, stays: false });
const STEP = { from: 2, to: 3, perSecond: 100, expected: 10 };

let tables: FreshTables;
let growths: Growths;
let directory: Directory;
/** What each shard has, wallets and tombstones, as it gives them page by page. */
let pages: (AuditedWallet | MovedWallet)[][];
let started: { op: number; shard: number }[];
beforeEach(async () => {
  tables = await memoryTables();
  growths = new Growths(tables.documents, tables.wallets);
  directory = new Directory(tables.documents, tables.wallets);
  pages = [[], [], []];
  started = [];
});
afterEach(() => tables.close());

const workflow = { start: async (run: { op: number; shard: number }) => void started.push(run) };
const PAGE = 100;
const shards = {
  async walletPage(shard: number, cursor = '0') {
    const from = Number(cursor);
    const list = pages[shard] ?? [];
    const page = list.slice(from, from + PAGE);
    return {
      wallets: page.flatMap((one) => ('to' in one ? [] : [one])),
      moved: page.flatMap((one) => ('to' in one ? [one] : [])),
      next: from + PAGE < list.length ? String(from + PAGE) : undefined,
    };
  },
};

/** A growth whose movers have seen every wallet where it belongs. */
async function moved(step = STEP): Promise<Growth> {
  const growth = await beginGrowth({ growths, workflow }, await growths.get(), step, BEGUN);
  await growths.change(growth.op, { state: 'moved', after: ['moving'] });
  started = [];
  return growth;
}

type Parts = Parameters<typeof finishGrowth>[0];
const finish = (other: Partial<Parts> = {}, now = LATER) =>
  finishGrowth({ growths, workflow, shards, directory, audit: async () => true, ...other }, () => now);
const state = async () => (await growths.get())?.state;

/** A wallet in the directory, as its claim or its last move has left it. */
async function claimed(walletId: string, shard: number, status: DirectoryEntry['status'] = 'ACTIVE'): Promise<void> {
  await directory.claim({ walletId, owner: 'ann', shard, status, createdAt: new Date(BEGUN).toISOString() }, BEGUN);
}

/** A wallet that has left shard 1 by this operation. */
function leftTo(to: number, walletId: string, op: number): void {
  pages[1]?.push({ walletId, op, to });
}

function onShard(shard: number, walletId: string, more: Partial<AuditedWallet> = {}): void {
  pages[shard]?.push({ walletId, balance: 0n, creditLimit: 0n, holds: [], ...more });
}

describe('finishing a growth', () => {
  it('writes to the directory where a wallet is whose mover died before it did', async () => {
    const { op } = await moved();
    for (const walletId of ['5', '8', '11']) {
      await claimed(walletId, 1);
      leftTo(2, walletId, op);
      onShard(2, walletId, { op });
    }
    await directory.moveTo('8', { shard: 2, op });
    expect(await finish()).toEqual([]);
    for (const walletId of ['5', '8', '11']) expect(await directory.get(walletId)).toMatchObject({ shard: 2, op });
    expect(await state()).toBe('finished');
  });

  it('compares every wallet with the directory, and reads it in batches', async () => {
    const { op } = await moved();
    const walletIds = Array.from({ length: 250 }, (_, n) => String(2 + 3 * n));
    for (const walletId of walletIds) {
      await claimed(walletId, 1);
      leftTo(2, walletId, op);
      onShard(2, walletId, { op });
    }
    expect(await finish()).toEqual([]);
    const places = await directory.placesOf(walletIds);
    expect(walletIds.filter((walletId) => places.get(walletId)?.shard !== 2)).toEqual([]);
  });

  it('writes the last of two moves that the directory does not have', async () => {
    const { op } = await moved();
    await claimed('5', 1);
    leftTo(0, '5', op - 1);
    pages[0]?.push({ walletId: '5', op, to: 2 });
    expect(await finish()).toEqual([]);
    expect(await directory.get('5')).toMatchObject({ shard: 2, op });
  });

  it('meets a wallet that arrives on a page that was read, and leaves one that is read later', async () => {
    const { op } = await moved();
    await claimed('5', 1);
    onShard(1, '5');
    const { promise: left, resolve: leaves } = Promise.withResolvers<void>();
    const moving = {
      async walletPage(shard: number, cursor?: string) {
        if (shard === 1) await left;
        const page = await shards.walletPage(shard, cursor);
        if (shard === 2) {
          // Its mover dies before it writes to the directory.
          pages[1]?.splice(0, 1, { walletId: '5', op, to: 2 });
          leaves();
        }
        return page;
      },
    };
    await finish({ shards: moving });
    expect(await directory.get('5')).toMatchObject({ shard: 2, op });
  });

  it('leaves alone what a later operation wrote to the directory', async () => {
    const { op } = await moved();
    await claimed('5', 1);
    leftTo(2, '5', op);
    await directory.moveTo('5', { shard: 0, op: op + 1 });
    await finish();
    expect(await directory.get('5')).toMatchObject({ shard: 0, op: op + 1 });
  });

  it.each<[string, number, Partial<AuditedWallet>]>([
    ['is on another shard', 1, {}],
    ['is moving', 2, { moving: { op: 1, to: 2 } }],
  ])('has the wallets read again if one of them %s', async (_where, shard, more) => {
    const { op } = await moved();
    onShard(shard, '5', more);
    expect(await finish()).toEqual(['1 wallet is not where it belongs, and is moved now']);
    expect(await state()).toBe('moving');
    expect(started).toEqual([0, 1, 2].map((one) => ({ op, shard: one })));
  });

  it('does not end before requests have ended that began before the growth', async () => {
    await moved();
    expect(await finish({}, LATER - 1_500)).toEqual([expect.stringContaining('in 2 s')]);
    expect(await state()).toBe('moved');
  });

  it('waits for a wallet that is being created on the shard that it had before', async () => {
    await moved();
    await claimed('5', 1, 'CREATING');
    await claimed('6', 0, 'CREATING');
    expect(await finish()).toEqual(['1 wallet is still being created on the shard that it had before']);
  });

  it('finds a wallet that is created there while it looks', async () => {
    await moved();
    const created = async () => {
      onShard(1, '5');
      return [];
    };
    jest.spyOn(directory, 'creating').mockImplementation(created);
    expect(await finish()).toEqual([expect.stringContaining('1 wallet is not where')]);
  });

  it('does not end while the books do not balance, and may be repeated', async () => {
    await moved();
    expect(await finish({ audit: async () => false })).toEqual(['the books do not balance']);
    await expect(finish({ audit: () => Promise.reject(new Error('killed')) })).rejects.toThrow('killed');
    expect(await state()).toBe('moved');
    expect(await finish()).toEqual([]);
  });

  it('ends once where two operators finish it at the same time', async () => {
    await moved();
    const audits: (() => void)[] = [];
    const audit = async () => {
      await new Promise<void>((resolve) => {
        audits.push(resolve);
        if (audits.length === 2) for (const go of audits) go();
      });
      return true;
    };
    expect(await Promise.all([finish({ audit }), finish({ audit }, LATER + 5)])).toEqual([[], []]);
    expect(await growths.get()).toMatchObject({ state: 'finished' });
  });

  it('is refused if another operator turned the growth back meanwhile', async () => {
    const growth = await moved();
    const audit = async () => {
      await beginGrowth({ growths, workflow }, growth, { ...STEP, ...stepBack(growth) }, LATER);
      return true;
    };
    await expect(finish({ audit })).rejects.toThrow('another growth has begun');
    expect(await growths.get()).toMatchObject({ op: growth.op + 1, to: 2, state: 'moving' });
  });

  it('is refused while wallets move', async () => {
    await beginGrowth({ growths, workflow }, undefined, STEP, BEGUN);
    await expect(finish()).rejects.toThrow('not all wallets are moved yet');
  });
});
