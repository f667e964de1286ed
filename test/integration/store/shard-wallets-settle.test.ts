import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { credit, DEADLINE, debit, freshId, itemOf, moneyOf, NOW, outcomeOf, walletWith } from './shard-wallet-steps.ts';

let tables: FreshTables;
/** `wallets` has the defaults; `pruning` drops tombstones at every settle. */
let wallets: ShardWallets;
let pruning: ShardWallets;
beforeAll(async () => {
  tables = await memoryTables();
  wallets = new ShardWallets(tables.documents, tables.shardWallets[0]);
  pruning = new ShardWallets(tables.documents, tables.shardWallets[0], { pruneFrom: 1 });
});
afterAll(() => tables.close());

describe('commit', () => {
  it('takes the money of a debit for good', async () => {
    const walletId = await walletWith(wallets, 100n);
    const hold = debit(walletId, 30n);
    await wallets.reserve(hold, NOW);
    expect(await wallets.commit(hold, NOW)).toEqual({ applied: 'now', tombstone: true });
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 70n, reserved: 0n });
  });

  it('makes the money of a credit available', async () => {
    const walletId = await walletWith(wallets, 100n);
    const hold = credit(walletId, 30n);
    await wallets.reserve(hold, NOW);
    await wallets.commit(hold, NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 130n, reserved: 0n });
  });

  it('changes nothing when it is repeated, and finds its tombstone', async () => {
    const walletId = await walletWith(wallets, 100n);
    const hold = credit(walletId, 30n);
    await wallets.reserve(hold, NOW);
    await wallets.commit(hold, NOW);
    const before = await wallets.get(walletId);
    expect(await wallets.commit(hold, NOW)).toEqual({ applied: 'before', tombstone: true });
    expect(await wallets.get(walletId)).toEqual(before);
  });

  it('changes nothing without a hold and a tombstone, and says so', async () => {
    const walletId = await walletWith(wallets, 100n);
    const before = await wallets.get(walletId);
    expect(await wallets.commit(credit(walletId, 30n), NOW)).toEqual({ applied: 'before', tombstone: false });
    expect(await wallets.get(walletId)).toEqual(before);
  });

  it('refuses a wallet that does not exist, and creates none', async () => {
    const walletId = freshId();
    await expect(wallets.commit(credit(walletId, 30n), NOW)).rejects.toMatchObject({ code: 'no_such_wallet' });
    expect(await wallets.get(walletId)).toBeUndefined();
  });

  it('succeeds long after the deadline, because holds never expire', async () => {
    const walletId = await walletWith(wallets, 100n);
    const hold = debit(walletId, 30n);
    await wallets.reserve(hold, NOW);
    const late = DEADLINE + 7 * 24 * 3_600_000;
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 70n, reserved: 30n });
    expect((await wallets.commit(hold, late)).applied).toBe('now');
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 70n, reserved: 0n });
  });

  it('keeps the same reserve out from then on', async () => {
    const walletId = await walletWith(wallets, 100n);
    const hold = debit(walletId, 30n);
    await wallets.reserve(hold, NOW);
    await wallets.commit(hold, NOW);
    expect(await outcomeOf(wallets.reserve(hold, NOW))).toBe('transaction_settled');
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 70n, reserved: 0n });
  });

  it('ends its own hold and no other', async () => {
    const walletId = await walletWith(wallets, 100n);
    const [one, two] = [debit(walletId, 10n), debit(walletId, 20n)];
    await wallets.reserve(one, NOW);
    await wallets.reserve(two, NOW);
    await wallets.commit(one, NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 70n, reserved: 20n });
  });
});

describe('rollback', () => {
  it('gives the money of a debit back', async () => {
    const walletId = await walletWith(wallets, 100n);
    const hold = debit(walletId, 30n);
    await wallets.reserve(hold, NOW);
    await wallets.rollback(walletId, hold.transactionId, DEADLINE, NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 100n, reserved: 0n });
  });

  it('tells whether it was the first', async () => {
    const walletId = await walletWith(wallets, 100n);
    for (const hold of [debit(walletId, 30n), credit(walletId, 30n)]) {
      await wallets.reserve(hold, NOW);
      const rollback = () => wallets.rollback(walletId, hold.transactionId, DEADLINE, NOW);
      expect([await rollback(), await rollback()]).toEqual([{ applied: 'now' }, { applied: 'before' }]);
    }
    const refused = () => wallets.rollback(walletId, 'refused', DEADLINE, NOW);
    expect([await refused(), await refused()]).toEqual([{ applied: 'now' }, { applied: 'before' }]);
  });

  it('adds nothing for a credit', async () => {
    const walletId = await walletWith(wallets, 100n);
    const hold = credit(walletId, 30n);
    await wallets.reserve(hold, NOW);
    await wallets.rollback(walletId, hold.transactionId, DEADLINE, NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 100n, reserved: 0n });
  });

  it('changes nothing when it is repeated', async () => {
    const walletId = await walletWith(wallets, 100n);
    const hold = debit(walletId, 30n);
    await wallets.reserve(hold, NOW);
    await wallets.rollback(walletId, hold.transactionId, DEADLINE, NOW);
    const before = await wallets.get(walletId);
    await wallets.rollback(walletId, hold.transactionId, DEADLINE, NOW);
    expect(await wallets.get(walletId)).toEqual(before);
  });

  it('leaves a tombstone when it comes before its reserve, and the late reserve is refused', async () => {
    const walletId = await walletWith(wallets, 100n);
    const hold = debit(walletId, 30n);
    await wallets.rollback(walletId, hold.transactionId, DEADLINE, NOW);
    expect((await itemOf(wallets, walletId)).tombstones).toHaveProperty(hold.transactionId, DEADLINE);
    expect(await outcomeOf(wallets.reserve(hold, NOW))).toBe('transaction_settled');
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 100n, reserved: 0n });
  });

  it('leaves no tombstone if the fence keeps the reserve out already', async () => {
    const walletId = await walletWith(pruning, 100n);
    await raiseFence(walletId, DEADLINE);
    const hold = debit(walletId, 30n);
    await wallets.rollback(walletId, hold.transactionId, DEADLINE, NOW);
    expect((await itemOf(wallets, walletId)).tombstones).not.toHaveProperty(hold.transactionId);
    expect(await outcomeOf(wallets.reserve(hold, NOW))).toBe('deadline_passed');
  });

  it('succeeds for a wallet that does not exist, and creates none', async () => {
    const walletId = freshId();
    const rollback = () => wallets.rollback(walletId, 'tx', DEADLINE, NOW);
    expect([await rollback(), await rollback()]).toEqual([
      { applied: 'now', absent: true },
      { applied: 'before', absent: true },
    ]);
    expect(await wallets.get(walletId)).toBeUndefined();
  });

  it('leaves nothing under the id of a wallet that does not exist if no fence is wanted', async () => {
    const walletId = freshId();
    const ended = await wallets.rollback(walletId, 'tx', DEADLINE, NOW, { fence: false });
    expect(ended).toEqual({ applied: 'before', absent: true });
    await wallets.createWallet(walletId);
    expect((await itemOf(wallets, walletId)).fence).toBe(0);
  });

  it('gives an authorised debit back whose deadline the fence has long passed', async () => {
    const walletId = await walletWith(pruning, 100n);
    const hold = { ...debit(walletId, 30n), authorisation: true };
    await pruning.reserve(hold, NOW);
    // A later transfer of the wallet drops its tombstone, and raises the fence.
    const later = { ...credit(walletId, 1n), deadline: DEADLINE + 60_000 };
    await pruning.reserve(later, NOW + 60_000);
    await pruning.rollback(walletId, later.transactionId, later.deadline, NOW + 60_000);
    await pruning.rollback(walletId, freshId('another'), DEADLINE + 120_000, NOW + 120_000);
    await pruning.rollback(walletId, freshId('another'), DEADLINE + 180_000, NOW + 180_000);
    expect((await pruning.get(walletId))?.fence).toBeGreaterThan(DEADLINE);
    const ended = await pruning.rollback(walletId, hold.transactionId, hold.deadline, NOW + 180_000);
    expect(ended).toEqual({ applied: 'now' });
    expect(await moneyOf(pruning, walletId)).toEqual({ available: 100n, reserved: 0n });
  });

  it('takes nothing back after the commit', async () => {
    const walletId = await walletWith(wallets, 100n);
    const hold = debit(walletId, 30n);
    await wallets.reserve(hold, NOW);
    await wallets.commit(hold, NOW);
    await wallets.rollback(walletId, hold.transactionId, DEADLINE, NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 70n, reserved: 0n });
  });
});

/** Raises the fence by a transaction that is settled after its deadline. */
async function raiseFence(walletId: string, deadline: number): Promise<void> {
  const hold = { ...credit(walletId, 1n), deadline };
  await pruning.reserve(hold, NOW);
  await pruning.rollback(walletId, hold.transactionId, deadline, deadline + 1);
}

describe('pruning', () => {
  it('drops expired tombstones, and raises the fence to the latest deadline dropped', async () => {
    const walletId = await walletWith(wallets, 0n);
    for (const [transactionId, deadline] of [
      ['a', NOW + 1],
      ['b', NOW + 2],
      ['c', DEADLINE],
    ] as const) {
      await wallets.rollback(walletId, transactionId, deadline, NOW);
    }
    const hold = credit(walletId, 5n);
    await pruning.reserve(hold, NOW);
    await pruning.commit(hold, NOW + 3);
    const { tombstones, fence } = await itemOf(wallets, walletId);
    expect(tombstones).toEqual({ c: DEADLINE, [hold.transactionId]: DEADLINE });
    expect(fence).toBe(NOW + 2);
  });

  it('never lowers the fence', async () => {
    const walletId = await walletWith(pruning, 0n);
    await raiseFence(walletId, DEADLINE + 5_000);
    const early = { ...credit(walletId, 1n), deadline: DEADLINE };
    expect(await outcomeOf(pruning.reserve(early, NOW))).toBe('deadline_passed');
    await raiseFence(walletId, DEADLINE + 5_001);
    expect((await itemOf(pruning, walletId)).fence).toBe(DEADLINE + 5_001);
  });

  it('keeps the fence where an older transaction is settled late', async () => {
    const walletId = await walletWith(pruning, 100n);
    const old = { ...debit(walletId, 10n), deadline: NOW + 1 };
    await pruning.reserve(old, NOW);
    await raiseFence(walletId, DEADLINE);
    await pruning.commit(old, NOW + 2);
    expect(await itemOf(pruning, walletId)).toMatchObject({ fence: DEADLINE, tombstones: {}, holds: {} });
  });

  it('keeps out a late reserve whose tombstone is gone, whatever the clock says', async () => {
    const walletId = await walletWith(pruning, 100n);
    const hold = debit(walletId, 30n);
    await pruning.reserve(hold, NOW);
    await pruning.rollback(walletId, hold.transactionId, DEADLINE, DEADLINE + 1);
    expect((await itemOf(pruning, walletId)).tombstones).not.toHaveProperty(hold.transactionId);
    expect(await outcomeOf(pruning.reserve(hold, NOW))).toBe('deadline_passed');
    expect(await moneyOf(pruning, walletId)).toEqual({ available: 100n, reserved: 0n });
  });

  it('does not count a repeated commit twice when its tombstone is gone', async () => {
    const walletId = await walletWith(pruning, 100n);
    const hold = credit(walletId, 30n);
    await pruning.reserve(hold, NOW);
    await pruning.commit(hold, DEADLINE + 1);
    const before = await pruning.get(walletId);
    expect(await pruning.commit(hold, DEADLINE + 1)).toEqual({
      applied: 'before',
      tombstone: false,
    });
    expect(await pruning.get(walletId)).toEqual(before);
    expect(await moneyOf(pruning, walletId)).toEqual({ available: 130n, reserved: 0n });
  });

  it('leaves holds alone, however old they are', async () => {
    const walletId = await walletWith(pruning, 100n);
    const [held, settled] = [debit(walletId, 10n), debit(walletId, 20n)];
    await pruning.reserve(held, NOW);
    await pruning.reserve(settled, NOW);
    await pruning.commit(settled, DEADLINE * 2);
    expect(await moneyOf(pruning, walletId)).toEqual({ available: 70n, reserved: 10n });
    await pruning.commit(held, DEADLINE * 2);
    expect(await moneyOf(pruning, walletId)).toEqual({ available: 70n, reserved: 0n });
  });

  it('keeps the item of a wallet small when all its transfers are refused', async () => {
    const walletId = await walletWith(wallets, 0n);
    for (let n = 1; n <= 50; n++) await wallets.rollback(walletId, `refused-${n}`, DEADLINE + n, DEADLINE + 1_000);
    expect(Object.keys((await itemOf(wallets, walletId)).tombstones).length).toBeLessThan(16);
  });

  it('keeps the item of a busy wallet small without being called', async () => {
    const walletId = await walletWith(wallets, 1_000n);
    for (let n = 0; n < 60; n++) {
      const now = NOW + n * 1_000;
      const hold = { ...debit(walletId, 1n), deadline: now + 2_000 };
      await wallets.reserve(hold, now);
      await wallets.commit(hold, now);
    }
    const { tombstones } = await itemOf(wallets, walletId);
    expect(Object.keys(tombstones).length).toBeLessThan(25);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 940n, reserved: 0n });
  });
});
