import fc from 'fast-check';
import { balanceOf, type Reserve } from '../../../lib/domain/shard-wallet.ts';
import { documentsAt } from '../../../lib/store/documents.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { credit, DEADLINE, debit, freshId, itemOf, moneyOf, NOW, outcomeOf, walletWith } from './shard-wallet-steps.ts';

let tables: FreshTables;
let wallets: ShardWallets;
beforeAll(async () => {
  tables = await memoryTables();
  wallets = new ShardWallets(tables.documents, tables.shardWallets[0], { pruneFrom: 1 });
});
afterAll(() => tables.close());

const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

/**
 * A client whose writes of the fence wait until `release()`; `waiting` resolves when the first one
 * does.
 */
async function holdingBackPrunes() {
  const client = documentsAt({ endpoint: await tables.endpoint() });
  const released = Promise.withResolvers<void>();
  const waiting = Promise.withResolvers<void>();
  client.middlewareStack.add(
    (next) => async (args) => {
      if (
        /SET fence/.test(JSON.stringify(args.input, (_key, value) => (typeof value === 'bigint' ? `${value}` : value)))
      ) {
        waiting.resolve();
        await released.promise;
      }
      return next(args);
    },
    { step: 'initialize' },
  );
  return { client, release: () => released.resolve(), waiting: waiting.promise };
}

describe('ShardWallets under concurrency', () => {
  it('holds exactly 10 of 100 debits of a wallet that affords 10', async () => {
    const walletId = await walletWith(wallets, 109n);
    const outcomes = await Promise.all(times(100, () => outcomeOf(wallets.reserve(debit(walletId, 10n), NOW))));
    expect(outcomes.filter((outcome) => outcome === 'held')).toHaveLength(10);
    expect(outcomes.filter((outcome) => outcome === 'insufficient_funds')).toHaveLength(90);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 9n, reserved: 100n });
  });

  it('holds once for 20 equal reserves', async () => {
    const walletId = await walletWith(wallets, 100n);
    const hold = debit(walletId, 30n);
    const outcomes = await Promise.all(times(20, () => outcomeOf(wallets.reserve(hold, NOW))));
    expect(new Set(outcomes)).toEqual(new Set(['held']));
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 70n, reserved: 30n });
  });

  it('applies one of 20 commits', async () => {
    const walletId = await walletWith(wallets, 100n);
    const hold = credit(walletId, 30n);
    await wallets.reserve(hold, NOW);
    const commits = await Promise.all(times(20, () => wallets.commit(hold, NOW)));
    expect(commits.filter(({ applied }) => applied === 'now')).toHaveLength(1);
    expect((await moneyOf(wallets, walletId)).available).toBe(130n);
  });

  it('leaves no hold after 20 rollbacks and their reserve, in any order', async () => {
    const walletId = await walletWith(wallets, 100n);
    const hold = debit(walletId, 30n);
    await Promise.all(
      times(21, (n) =>
        n === 10
          ? outcomeOf(wallets.reserve(hold, NOW))
          : wallets.rollback(walletId, hold.transactionId, DEADLINE, NOW),
      ),
    );
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 100n, reserved: 0n });
  });

  it('gives the money of a hold back once for 20 rollbacks', async () => {
    const walletId = await walletWith(wallets, 100n);
    const hold = debit(walletId, 30n);
    await wallets.reserve(hold, NOW);
    await Promise.all(times(20, () => wallets.rollback(walletId, hold.transactionId, DEADLINE, NOW)));
    await wallets.commit(hold, NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 100n, reserved: 0n });
  });

  it('never says insufficient_funds to one of 100 debits that the wallet affords together', async () => {
    const walletId = await walletWith(wallets, 1_000n);
    const outcomes = await Promise.all(times(100, () => outcomeOf(wallets.reserve(debit(walletId, 10n), NOW))));
    expect(new Set(outcomes)).toEqual(new Set(['held']));
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 0n, reserved: 1_000n });
  });

  it('lets no ended transaction come back: its tombstone is there, or the fence is past its deadline', async () => {
    const walletId = await walletWith(wallets, 0n);
    const holds = times(40, (n) => ({ ...credit(walletId, 1n), deadline: NOW + 1 + ((n * 7) % 40) }));
    await Promise.all(holds.map((hold) => wallets.reserve(hold, NOW)));
    await Promise.all(holds.map((hold, n) => wallets.commit(hold, NOW + n)));
    const { tombstones, fence } = await itemOf(wallets, walletId);
    const loose = holds.filter((hold) => !(hold.transactionId in tombstones) && hold.deadline > fence);
    expect(loose).toEqual([]);
    expect(fence).toBeGreaterThan(NOW);
    const again = await Promise.all(holds.map((hold) => outcomeOf(wallets.reserve(hold, NOW))));
    expect(again.filter((outcome) => outcome === 'held')).toEqual([]);
  });

  it('does not lower the fence by a late prune', async () => {
    const { client, release, waiting } = await holdingBackPrunes();
    const slow = new ShardWallets(client, tables.shardWallets[0], { pruneFrom: 1 });
    const walletId = await walletWith(wallets, 0n);
    const early = { ...credit(walletId, 1n), deadline: NOW + 1 };
    const late = { ...credit(walletId, 1n), deadline: DEADLINE + 1 };
    await wallets.reserve(early, NOW);
    await wallets.reserve(late, NOW);

    const slowCommit = slow.commit(early, NOW + 2);
    await waiting;
    await wallets.commit(late, DEADLINE + 2);
    release();
    await slowCommit;

    expect(await itemOf(wallets, walletId)).toMatchObject({ fence: DEADLINE + 1, tombstones: {} });
    expect(await outcomeOf(wallets.reserve(late, NOW))).toBe('deadline_passed');
    client.config.requestHandler.destroy?.();
  });

  it('creates one wallet for 20 equal calls', async () => {
    const walletId = freshId();
    await Promise.all(times(20, () => wallets.createWallet(walletId)));
    expect((await moneyOf(wallets, walletId)).available).toBe(0n);
  });

  it('conserves the money of any transfers between a few wallets, each message repeated', async () => {
    const transfer = fc.record({
      from: fc.nat(3),
      to: fc.nat(3),
      amount: fc.bigInt({ min: 1n, max: 60n }),
      repeats: fc.integer({ min: 1, max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(transfer, { minLength: 1, maxLength: 12 }), async (transfers) => {
        const ids = await Promise.all([100n, 50n, 0n, 0n].map((money) => walletWith(wallets, money)));
        await Promise.all(
          transfers.map(async ({ from, to, amount, repeats }) => {
            const [payer, payee] = [ids[from] ?? '', ids[to] ?? ''];
            if (payer === payee) return;
            const transactionId = freshId('tx');
            const holds = [debit(payer, amount, transactionId), credit(payee, amount, transactionId)];
            const outcomes = await Promise.all(
              holds.flatMap((hold) => times(repeats, () => outcomeOf(wallets.reserve(hold, NOW)))),
            );
            const held = outcomes.every((outcome) => outcome === 'held');
            const settle = (hold: Reserve) =>
              held ? wallets.commit(hold, NOW) : wallets.rollback(hold.walletId, transactionId, DEADLINE, NOW);
            await Promise.all(holds.flatMap((hold) => times(repeats, () => settle(hold))));
          }),
        );
        const after = await Promise.all(ids.map((id) => itemOf(wallets, id)));
        expect(after.flatMap((wallet) => Object.keys(wallet.holds))).toEqual([]);
        expect(after.filter((wallet) => wallet.spendable < 0n)).toEqual([]);
        expect(after.reduce((sum, wallet) => sum + balanceOf(wallet).balance, 0n)).toBe(150n);
      }),
      { numRuns: 12 },
    );
  });
});
