import { MibError } from '../../../lib/domain/errors.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { credit, DEADLINE, debit, freshId, itemOf, moneyOf, NOW, outcomeOf, walletWith } from './shard-wallet-steps.ts';

let tables: FreshTables;
let wallets: ShardWallets;
beforeAll(async () => {
  tables = await memoryTables();
  wallets = new ShardWallets(tables.documents, tables.shardWallets[0]);
});
afterAll(() => tables.close());

describe('a wallet created after a transfer was refused and rolled back', () => {
  it.each([
    ['credit', 0n],
    ['debit', 100n],
  ])('refuses the reserve of the %s that arrives again, late', async (side, creditLimit) => {
    const walletId = freshId();
    const hold = side === 'credit' ? credit(walletId, 5n) : debit(walletId, 5n);
    expect(await outcomeOf(wallets.reserve(hold, NOW))).toBe('no_such_wallet');
    await wallets.rollback(walletId, hold.transactionId, DEADLINE, NOW);
    await wallets.createWallet(walletId, creditLimit);
    expect(await outcomeOf(wallets.reserve(hold, NOW))).toBe('deadline_passed');
    expect(await itemOf(wallets, walletId)).toMatchObject({ holds: {}, spendable: creditLimit, creditLimit });
  });

  it('refuses all such reserves, in any order of their rollbacks', async () => {
    const walletId = freshId();
    const holds = [3, 1, 2].map((n) => ({ ...credit(walletId, 5n), deadline: DEADLINE + n }));
    for (const { transactionId, deadline } of holds) await wallets.rollback(walletId, transactionId, deadline, NOW);
    await wallets.createWallet(walletId);
    for (const hold of holds) expect(await outcomeOf(wallets.reserve(hold, NOW))).toBe('deadline_passed');
    expect((await itemOf(wallets, walletId)).fence).toBe(DEADLINE + 3);
  });

  it('accepts a transfer that begins 1 ms later', async () => {
    const walletId = freshId();
    await wallets.rollback(walletId, freshId('tx'), DEADLINE, NOW);
    await wallets.createWallet(walletId);
    expect(await outcomeOf(wallets.reserve({ ...credit(walletId, 5n), deadline: DEADLINE + 1 }, NOW))).toBe('held');
  });

  it('accepts every transfer if none was refused, whatever the clock of its shard says', async () => {
    const walletId = freshId();
    await wallets.createWallet(walletId);
    expect(await outcomeOf(wallets.reserve(credit(walletId, 5n), NOW))).toBe('held');
  });

  it('rolls back a hold taken between its creation and the rollback', async () => {
    const walletId = freshId();
    const hold = credit(walletId, 5n);
    expect(await outcomeOf(wallets.reserve(hold, NOW))).toBe('no_such_wallet');
    await wallets.createWallet(walletId);
    await wallets.reserve(hold, NOW);
    await wallets.rollback(walletId, hold.transactionId, DEADLINE, NOW);
    expect(await itemOf(wallets, walletId)).toMatchObject({
      holds: {},
      tombstones: { [hold.transactionId]: DEADLINE },
    });
  });

  it('ends without a hold, in any order of creation, rollback and late reserve', async () => {
    for (let n = 0; n < 30; n++) {
      const walletId = freshId();
      const hold = credit(walletId, 5n);
      await Promise.all([
        wallets.createWallet(walletId),
        wallets.rollback(walletId, hold.transactionId, DEADLINE, NOW),
        outcomeOf(wallets.reserve(hold, NOW)),
      ]);
      expect(await outcomeOf(wallets.reserve(hold, NOW))).toMatch(/^(deadline_passed|transaction_settled)$/);
      expect((await itemOf(wallets, walletId)).holds).toEqual({});
    }
  });

  it('is created once: creating it again keeps its fence', async () => {
    const walletId = freshId();
    await wallets.createWallet(walletId);
    await wallets.rollback(walletId, 'tx', DEADLINE, NOW);
    await wallets.createWallet(walletId, 7n);
    expect(await itemOf(wallets, walletId)).toMatchObject({ spendable: 0n, tombstones: { tx: DEADLINE } });
  });
});

describe('an id with a fence and no wallet', () => {
  it('is no wallet for any operation', async () => {
    const walletId = freshId();
    await wallets.rollback(walletId, 'tx', DEADLINE, NOW);
    expect(await wallets.get(walletId)).toBeUndefined();
    const later = { ...credit(walletId, 1n), deadline: DEADLINE + 60_000 };
    expect(await outcomeOf(wallets.reserve(later, NOW))).toBe('no_such_wallet');
    await expect(wallets.commit(later, NOW)).rejects.toEqual(new MibError('no_such_wallet'));
  });

  it('is on no page of the wallets, and hides none', async () => {
    const own = await memoryTables();
    const alone = new ShardWallets(own.documents, own.shardWallets[0]);
    const open: string[] = [];
    for (let n = 0; n < 6; n++) {
      await alone.rollback(freshId(), 'tx', DEADLINE, NOW);
      open.push(await walletWith(alone, 1n));
    }
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await alone.page({ after, limit: 1 });
      found.push(...page.wallets.map(({ walletId }) => walletId));
      after = page.next;
    } while (after !== undefined);
    expect(found.toSorted()).toEqual(open.toSorted());
    for (const walletId of open) expect((await moneyOf(alone, walletId)).available).toBe(1n);
    own.close();
  });
});
