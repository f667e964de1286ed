import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { type FreshTables, freshTables } from '../../support/environment/tables.ts';
import { credit, DEADLINE, debit, freshId, itemOf, moneyOf, NOW, outcomeOf, walletWith } from './shard-wallet-steps.ts';

let tables: FreshTables;
/** As it is, and one that drops markers at every settle. */
let wallets: ShardWallets;
let pruning: ShardWallets;
beforeAll(async () => {
  tables = await freshTables();
  wallets = new ShardWallets(tables.documents, tables.shardWallets[0]);
  pruning = new ShardWallets(tables.documents, tables.shardWallets[0], { pruneFrom: 1 });
});
afterAll(() => tables.close());

describe('a commit', () => {
  it('of a debit takes the money for good', async () => {
    const walletId = await walletWith(wallets, 100n);
    const order = debit(walletId, 30n);
    await wallets.reserve(order, NOW);
    expect(await wallets.commit(walletId, order.transactionId, NOW)).toEqual({ applied: 'now', marked: true });
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 70n, reserved: 0n });
  });

  it('of a credit makes the money available', async () => {
    const walletId = await walletWith(wallets, 100n);
    const order = credit(walletId, 30n);
    await wallets.reserve(order, NOW);
    await wallets.commit(walletId, order.transactionId, NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 130n, reserved: 0n });
  });

  it('repeated changes nothing, and its marker tells that it was done', async () => {
    const walletId = await walletWith(wallets, 100n);
    const order = credit(walletId, 30n);
    await wallets.reserve(order, NOW);
    await wallets.commit(walletId, order.transactionId, NOW);
    const before = await wallets.get(walletId);
    expect(await wallets.commit(walletId, order.transactionId, NOW)).toEqual({ applied: 'before', marked: true });
    expect(await wallets.get(walletId)).toEqual(before);
  });

  it('without a hold and a marker changes nothing and says so', async () => {
    const walletId = await walletWith(wallets, 100n);
    const before = await wallets.get(walletId);
    expect(await wallets.commit(walletId, freshId('tx'), NOW)).toEqual({ applied: 'before', marked: false });
    expect(await wallets.get(walletId)).toEqual(before);
  });

  it('finds no wallet that is not open, and makes none', async () => {
    const walletId = freshId();
    await expect(wallets.commit(walletId, 'tx', NOW)).rejects.toMatchObject({ code: 'no_such_wallet' });
    expect(await wallets.get(walletId)).toBeUndefined();
  });

  it('may come long after the deadline: holds never expire', async () => {
    const walletId = await walletWith(wallets, 100n);
    const order = debit(walletId, 30n);
    await wallets.reserve(order, NOW);
    const late = DEADLINE + 7 * 24 * 3_600_000;
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 70n, reserved: 30n });
    expect((await wallets.commit(walletId, order.transactionId, late)).applied).toBe('now');
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 70n, reserved: 0n });
  });

  it('keeps the same reserve out from then on', async () => {
    const walletId = await walletWith(wallets, 100n);
    const order = debit(walletId, 30n);
    await wallets.reserve(order, NOW);
    await wallets.commit(walletId, order.transactionId, NOW);
    expect(await outcomeOf(wallets.reserve(order, NOW))).toBe('transaction_settled');
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 70n, reserved: 0n });
  });

  it('ends its own hold and no other', async () => {
    const walletId = await walletWith(wallets, 100n);
    const [one, two] = [debit(walletId, 10n), debit(walletId, 20n)];
    await wallets.reserve(one, NOW);
    await wallets.reserve(two, NOW);
    await wallets.commit(walletId, one.transactionId, NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 70n, reserved: 20n });
  });
});

describe('a rollback', () => {
  it('of a debit gives the money back', async () => {
    const walletId = await walletWith(wallets, 100n);
    const order = debit(walletId, 30n);
    await wallets.reserve(order, NOW);
    await wallets.rollback(walletId, order.transactionId, DEADLINE, NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 100n, reserved: 0n });
  });

  it('tells whether it was the first', async () => {
    const walletId = await walletWith(wallets, 100n);
    for (const order of [debit(walletId, 30n), credit(walletId, 30n)]) {
      await wallets.reserve(order, NOW);
      const rollback = () => wallets.rollback(walletId, order.transactionId, DEADLINE, NOW);
      expect([await rollback(), await rollback()]).toEqual([{ applied: 'now' }, { applied: 'before' }]);
    }
    const refused = () => wallets.rollback(walletId, 'refused', DEADLINE, NOW);
    expect([await refused(), await refused()]).toEqual([{ applied: 'now' }, { applied: 'before' }]);
  });

  it('of a credit adds nothing', async () => {
    const walletId = await walletWith(wallets, 100n);
    const order = credit(walletId, 30n);
    await wallets.reserve(order, NOW);
    await wallets.rollback(walletId, order.transactionId, DEADLINE, NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 100n, reserved: 0n });
  });

  it('repeated changes nothing', async () => {
    const walletId = await walletWith(wallets, 100n);
    const order = debit(walletId, 30n);
    await wallets.reserve(order, NOW);
    await wallets.rollback(walletId, order.transactionId, DEADLINE, NOW);
    const before = await wallets.get(walletId);
    await wallets.rollback(walletId, order.transactionId, DEADLINE, NOW);
    expect(await wallets.get(walletId)).toEqual(before);
  });

  it('that comes before its reserve leaves a marker, and the late reserve is refused', async () => {
    const walletId = await walletWith(wallets, 100n);
    const order = debit(walletId, 30n);
    await wallets.rollback(walletId, order.transactionId, DEADLINE, NOW);
    expect((await itemOf(wallets, walletId)).settled).toHaveProperty(order.transactionId, DEADLINE);
    expect(await outcomeOf(wallets.reserve(order, NOW))).toBe('transaction_settled');
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 100n, reserved: 0n });
  });

  it('needs no marker if the fence keeps the reserve out already', async () => {
    const walletId = await walletWith(pruning, 100n);
    await raiseFence(walletId, DEADLINE);
    const order = debit(walletId, 30n);
    await wallets.rollback(walletId, order.transactionId, DEADLINE, NOW);
    expect((await itemOf(wallets, walletId)).settled).not.toHaveProperty(order.transactionId);
    expect(await outcomeOf(wallets.reserve(order, NOW))).toBe('deadline_passed');
  });

  it('of a wallet that is not open is a success, and makes none', async () => {
    const walletId = freshId();
    const rollback = () => wallets.rollback(walletId, 'tx', DEADLINE, NOW);
    expect([await rollback(), await rollback()]).toEqual([{ applied: 'now' }, { applied: 'before' }]);
    expect(await wallets.get(walletId)).toBeUndefined();
  });

  it('after the commit takes nothing back', async () => {
    const walletId = await walletWith(wallets, 100n);
    const order = debit(walletId, 30n);
    await wallets.reserve(order, NOW);
    await wallets.commit(walletId, order.transactionId, NOW);
    await wallets.rollback(walletId, order.transactionId, DEADLINE, NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 70n, reserved: 0n });
  });
});

/** By way of a transaction that is settled after its deadline has passed. */
async function raiseFence(walletId: string, deadline: number): Promise<void> {
  const order = { ...credit(walletId, 1n), deadline };
  await pruning.reserve(order, NOW);
  await pruning.rollback(walletId, order.transactionId, deadline, deadline + 1);
}

describe('pruning', () => {
  it('drops markers whose deadline has passed, and raises the fence to the largest of them', async () => {
    const walletId = await walletWith(wallets, 0n);
    for (const [transactionId, deadline] of [
      ['a', NOW + 1],
      ['b', NOW + 2],
      ['c', DEADLINE],
    ] as const) {
      await wallets.rollback(walletId, transactionId, deadline, NOW);
    }
    const order = credit(walletId, 5n);
    await pruning.reserve(order, NOW);
    await pruning.commit(walletId, order.transactionId, NOW + 3);
    const { settled, fence } = await itemOf(wallets, walletId);
    expect(settled).toEqual({ c: DEADLINE, [order.transactionId]: DEADLINE });
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

  it('keeps it where an older transaction is settled late', async () => {
    const walletId = await walletWith(pruning, 100n);
    const old = { ...debit(walletId, 10n), deadline: NOW + 1 };
    await pruning.reserve(old, NOW);
    await raiseFence(walletId, DEADLINE);
    await pruning.commit(walletId, old.transactionId, NOW + 2);
    expect(await itemOf(pruning, walletId)).toMatchObject({ fence: DEADLINE, settled: {}, holds: {} });
  });

  it('does not let in a late reserve whose marker is gone, whatever the clock says', async () => {
    const walletId = await walletWith(pruning, 100n);
    const order = debit(walletId, 30n);
    await pruning.reserve(order, NOW);
    await pruning.rollback(walletId, order.transactionId, DEADLINE, DEADLINE + 1);
    expect((await itemOf(pruning, walletId)).settled).not.toHaveProperty(order.transactionId);
    expect(await outcomeOf(pruning.reserve(order, NOW))).toBe('deadline_passed');
    expect(await moneyOf(pruning, walletId)).toEqual({ available: 100n, reserved: 0n });
  });

  it('does not let a repeated commit count twice when its marker is gone', async () => {
    const walletId = await walletWith(pruning, 100n);
    const order = credit(walletId, 30n);
    await pruning.reserve(order, NOW);
    await pruning.commit(walletId, order.transactionId, DEADLINE + 1);
    const before = await pruning.get(walletId);
    expect(await pruning.commit(walletId, order.transactionId, DEADLINE + 1)).toEqual({
      applied: 'before',
      marked: false,
    });
    expect(await pruning.get(walletId)).toEqual(before);
    expect(await moneyOf(pruning, walletId)).toEqual({ available: 130n, reserved: 0n });
  });

  it('leaves holds alone, however old', async () => {
    const walletId = await walletWith(pruning, 100n);
    const [kept, settled] = [debit(walletId, 10n), debit(walletId, 20n)];
    await pruning.reserve(kept, NOW);
    await pruning.reserve(settled, NOW);
    await pruning.commit(walletId, settled.transactionId, DEADLINE * 2);
    expect(await moneyOf(pruning, walletId)).toEqual({ available: 70n, reserved: 10n });
    await pruning.commit(walletId, kept.transactionId, DEADLINE * 2);
    expect(await moneyOf(pruning, walletId)).toEqual({ available: 70n, reserved: 0n });
  });

  it('keeps the item of a wallet small whose transfers are all refused', async () => {
    const walletId = await walletWith(wallets, 0n);
    for (let n = 1; n <= 50; n++) await wallets.rollback(walletId, `refused-${n}`, DEADLINE + n, DEADLINE + 1_000);
    expect(Object.keys((await itemOf(wallets, walletId)).settled).length).toBeLessThan(16);
  });

  it('keeps the item of a busy wallet small by itself', async () => {
    const walletId = await walletWith(wallets, 1_000n);
    for (let n = 0; n < 60; n++) {
      const now = NOW + n * 1_000;
      const order = { ...debit(walletId, 1n), deadline: now + 2_000 };
      await wallets.reserve(order, now);
      await wallets.commit(walletId, order.transactionId, now);
    }
    const { settled } = await itemOf(wallets, walletId);
    expect(Object.keys(settled).length).toBeLessThan(25);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 940n, reserved: 0n });
  });
});
