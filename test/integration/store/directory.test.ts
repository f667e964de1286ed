import fc from 'fast-check';
import { FIRST_DUE_MS } from '../../../lib/domain/retry-schedule.ts';
import { Directory, type DirectoryEntry } from '../../../lib/store/directory.ts';
import { Growths } from '../../../lib/store/growths.ts';
import { LabelledWallets } from '../../../lib/store/labelled-wallets.ts';
import { OwnedWallets } from '../../../lib/store/owned-wallets.ts';
import { shardInDirectory } from '../../../lib/store/shard-in-directory.ts';
import { type FreshTables, freshTables } from '../../support/environment/tables.ts';

const NOW = 1_700_000_000_000;

let tables: FreshTables;
let directory: Directory;
let owned: OwnedWallets;
let labelled: LabelledWallets;
beforeAll(async () => {
  tables = await freshTables();
  directory = new Directory(tables.documents, tables.wallets);
  owned = new OwnedWallets(tables.documents, tables.wallets);
  labelled = new LabelledWallets(tables.documents, tables.wallets);
});
afterAll(() => tables.close());

let count = 0;
const fresh = (prefix: string) => `${prefix}${++count}`;

function entry(differences: Partial<DirectoryEntry> = {}): DirectoryEntry {
  return {
    walletId: fresh('9'),
    owner: 'ann',
    shard: 1,
    status: 'CREATING',
    createdAt: '2023-11-14T22:13:20.000Z',
    ...differences,
  };
}

/** All pages of an owner's wallets, page by page. */
async function pagesOf(owner: string, limit: number): Promise<string[][]> {
  const pages: string[][] = [];
  for (let after: string | undefined; ; ) {
    const { wallets, next } = await owned.page(owner, { after, limit });
    pages.push(wallets.map(({ walletId }) => walletId));
    if (next === undefined) return pages;
    after = next;
  }
}

describe('a wallet in stripes', () => {
  it('has as many as the largest number said, whatever comes late', async () => {
    const { entry: claim } = await directory.claim(entry(), NOW);
    expect(await directory.setStripes(claim.walletId, 8)).toBe(8);
    expect(await directory.setStripes(claim.walletId, 4)).toBe(8);
    expect(await directory.setStripes(claim.walletId, 8)).toBe(8);
    expect(await directory.get(claim.walletId)).toEqual({ ...claim, stripes: 8 });
    expect(await directory.setStripes(claim.walletId, 64)).toBe(64);
  });

  it('is in the directory before it has any', async () => {
    await expect(directory.setStripes(fresh('9'), 8)).rejects.toThrow('has no wallet');
  });
});

describe('a wallet that has moved', () => {
  const claimed = async () => (await directory.claim(entry({ shard: 1 }), NOW)).entry;
  const named = (walletId: string) => shardInDirectory(tables.documents, tables.wallets)(walletId);

  it('is on the shard of its last move, and is otherwise as it was claimed', async () => {
    const claim = await claimed();
    expect(await named(claim.walletId)).toEqual({ shard: 1, op: 0 });
    await expect(directory.moveTo(claim.walletId, { shard: 4, op: 7 })).resolves.toBe(true);
    expect(await directory.get(claim.walletId)).toEqual({ ...claim, shard: 4, op: 7 });
    expect(await named(claim.walletId)).toEqual({ shard: 4, op: 7 });
  });

  it('stays where a later move has put it, whatever comes late', async () => {
    const { walletId } = await claimed();
    await directory.moveTo(walletId, { shard: 4, op: 7 });
    await expect(directory.moveTo(walletId, { shard: 2, op: 9 })).resolves.toBe(true);
    await expect(directory.moveTo(walletId, { shard: 4, op: 7 })).resolves.toBe(false);
    expect(await named(walletId)).toEqual({ shard: 2, op: 9 });
  });

  it('may be named again by the same move', async () => {
    const { walletId } = await claimed();
    await directory.moveTo(walletId, { shard: 4, op: 7 });
    await expect(directory.moveTo(walletId, { shard: 4, op: 7 })).resolves.toBe(true);
  });

  it('is in the directory before it moves', async () => {
    const walletId = fresh('9');
    await expect(directory.moveTo(walletId, { shard: 4, op: 7 })).rejects.toThrow('has no wallet');
    expect(await named(walletId)).toBeUndefined();
  });

  it('may be created where the number of shards says if it is not claimed, and where the former one says', async () => {
    expect(await named('5')).toBeUndefined();
    const growths = new Growths(tables.documents, tables.wallets);
    await growths.settle(2, NOW);
    expect(await named('5')).toEqual({ shard: 1, op: 0, unclaimed: [1] });
    await growths.begin(await growths.get(), { from: 2, to: 3, perSecond: 1, expected: 1 }, NOW);
    expect(await named('5')).toEqual({ shard: 2, op: 0, unclaimed: [2, 1] });
  });
});

describe('the claim of a wallet', () => {
  it('is stored', async () => {
    const claim = entry();
    expect(await directory.claim(claim, NOW)).toEqual({ claimed: true, entry: claim });
    expect(await directory.get(claim.walletId)).toEqual(claim);
  });

  it('is stored once: a later claim returns the first', async () => {
    const first = entry();
    await directory.claim(first, NOW);
    const second = { ...first, owner: 'bob', shard: 0, createdAt: 'later' };
    expect(await directory.claim(second, NOW)).toEqual({ claimed: false, entry: first });
    expect(await directory.get(first.walletId)).toEqual(first);
  });

  it('succeeds for one of 20 concurrent claims, and returns that one to all', async () => {
    const walletId = fresh('9');
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, n) => directory.claim(entry({ walletId, owner: `user-${n}` }), NOW)),
    );
    expect(claims.filter(({ claimed }) => claimed)).toHaveLength(1);
    expect(new Set(claims.map((claim) => claim.entry.owner)).size).toBe(1);
  });

  it('keeps "7" and "07" apart', async () => {
    await directory.claim(entry({ walletId: '7' }), NOW);
    expect(await directory.get('07')).toBeUndefined();
    expect((await directory.claim(entry({ walletId: '07', owner: 'bob' }), NOW)).claimed).toBe(true);
  });
});

describe("an owner's wallets", () => {
  it('are exactly those of the owner', async () => {
    const [mine, other] = [fresh('owner-'), fresh('owner-')];
    const wallet = entry({ owner: mine, status: 'ACTIVE' });
    await directory.claim(wallet, NOW);
    await directory.claim(entry({ owner: other }), NOW);
    expect(await owned.page(mine, { limit: 10 })).toEqual({
      wallets: [wallet],
      next: undefined,
    });
    expect(await owned.page(fresh('nobody-'), { limit: 10 })).toEqual({ wallets: [], next: undefined });
  });

  it('are sorted by id, each exactly once over all pages, for any limit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(8), fc.integer({ min: 1, max: 4 }), async (total, limit) => {
        const owner = fresh('owner-');
        const ids = Array.from({ length: total }, () => fresh('8'));
        for (const walletId of [...ids].reverse()) await directory.claim(entry({ walletId, owner }), NOW);
        const pages = await pagesOf(owner, limit);
        expect(pages.flat()).toEqual([...ids].sort());
        expect(pages).toHaveLength(Math.max(1, Math.ceil(total / limit)));
      }),
      { numRuns: 15 },
    );
  });
});

describe('the labels of a wallet', () => {
  const labels = { name: 'Rent', metadata: { a: '1', constructor: 'c' } };

  it('are stored with the claim, and listed', async () => {
    const wallet = entry({ owner: fresh('owner-'), ...labels });
    await directory.claim(wallet, NOW);
    expect(await directory.get(wallet.walletId)).toEqual(wallet);
    expect((await owned.page(wallet.owner, { limit: 1 })).wallets).toEqual([wallet]);
  });

  it('change in one write, which leaves all else as it was', async () => {
    const wallet = entry({ place: 'place' });
    await directory.claim(wallet, NOW);
    const named = await labelled.relabel(wallet, labels);
    expect(named).toEqual({ ...wallet, ...labels });
    expect(await labelled.relabel({ ...wallet, ...labels }, {})).toEqual(wallet);
    expect(await directory.get(wallet.walletId)).toEqual(wallet);
    expect((await directory.due(NOW + FIRST_DUE_MS, 1_000)).map(({ key }) => key.wallet_id)).toContain(wallet.walletId);
  });

  it('do not change if the metadata are others than were read, or the owner is', async () => {
    const wallet = entry(labels);
    await directory.claim(wallet, NOW);
    const change = { metadata: { b: '2' } };
    expect(await labelled.relabel({ ...wallet, metadata: { a: '2' } }, change)).toBeUndefined();
    expect(await labelled.relabel({ ...wallet, metadata: undefined }, change)).toBeUndefined();
    expect(await labelled.relabel({ ...wallet, owner: 'bob' }, { name: 'Mine' })).toBeUndefined();
    expect(await labelled.relabel({ ...entry(), walletId: fresh('8') }, { name: 'Mine' })).toBeUndefined();
    expect(await directory.get(wallet.walletId)).toEqual(wallet);
  });

  it('are removed when an operator takes the wallet over', async () => {
    const { walletId } = (await directory.claim(entry(labels), NOW)).entry;
    expect(await directory.adopt(walletId, { from: 'ann', to: 'treasurer' })).toBe(true);
    const adopted = await directory.get(walletId);
    expect(adopted).toMatchObject({ owner: 'treasurer' });
    expect([adopted?.name, adopted?.metadata]).toEqual([undefined, undefined]);
  });
});

describe('a wallet in creation', () => {
  const dueOf = async (walletId: string, now: number) =>
    (await directory.due(now, 1_000)).find(({ key }) => key.wallet_id === walletId);

  it('is due half a minute later', async () => {
    const { walletId } = (await directory.claim(entry(), NOW)).entry;
    expect(await dueOf(walletId, NOW + FIRST_DUE_MS - 1)).toBeUndefined();
    expect(await dueOf(walletId, NOW + FIRST_DUE_MS)).toEqual({
      key: { wallet_id: walletId },
      dueAt: NOW + FIRST_DUE_MS,
      attempts: 0,
    });
  });

  it('is never due once it is active', async () => {
    const { walletId } = (await directory.claim(entry({ status: 'ACTIVE' }), NOW)).entry;
    expect(await dueOf(walletId, Number.MAX_SAFE_INTEGER)).toBeUndefined();
  });

  it('is claimed by one of ten concurrent sweepers, and due again later', async () => {
    const { walletId } = (await directory.claim(entry(), NOW)).entry;
    const due = await dueOf(walletId, NOW + FIRST_DUE_MS);
    if (!due) throw new Error('not due');
    const claims = await Promise.all(
      Array.from({ length: 10 }, (_, n) => directory.postpone(due, NOW + FIRST_DUE_MS, `sweep ${n}`)),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await dueOf(walletId, NOW + FIRST_DUE_MS + 59_999)).toBeUndefined();
    expect(await dueOf(walletId, NOW + FIRST_DUE_MS + 60_000)).toMatchObject({ attempts: 1 });
  });
});
