import fc from 'fast-check';
import { MibError } from '../../../lib/domain/errors.ts';
import { balanceOf } from '../../../lib/domain/shard-wallet.ts';
import { itemIdOf, stripeFor, stripeId } from '../../../lib/domain/stripes.ts';
import { ShardControls } from '../../../lib/store/shard-controls.ts';
import { giving } from '../../../lib/store/shard-stripe-writes.ts';
import { ShardStripes } from '../../../lib/store/shard-stripes.ts';
import { ShardWalletTable } from '../../../lib/store/shard-wallet-table.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { explored } from '../../support/environment/explored.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { credit, DEADLINE, debit, freshId, itemOf, moneyOf, NOW, outcomeOf, walletWith } from './shard-wallet-steps.ts';

const STRIPES = 4;
let tables: FreshTables;
let wallets: ShardWallets;
let stripes: ShardStripes;
beforeAll(async () => {
  tables = await memoryTables();
  wallets = new ShardWallets(tables.documents, tables.shardWallets[0]);
  stripes = new ShardStripes(tables.documents, tables.shardWallets[0]);
});
afterAll(() => tables.close());

/** A wallet with money on its own item, and on its stripes. */
async function stripedWith(own: bigint, onStripes: readonly bigint[] = []): Promise<string> {
  const walletId = await walletWith(wallets, own);
  await stripes.make(walletId, STRIPES);
  for (const [n, amount] of onStripes.entries()) await pay(walletId, n + 1, amount);
  return walletId;
}

async function pay(walletId: string, stripe: number, amount: bigint): Promise<void> {
  const into = credit(itemIdOf({ walletId, stripe }), amount);
  await wallets.reserve(into, NOW);
  await wallets.commit(into, NOW);
}

const balanceIn = async (walletId: string) => balanceOf(await itemOf(wallets, walletId)).balance;

describe('making stripes', () => {
  it('gives the wallet new ones up to the number, and keeps those that it has with their money', async () => {
    const walletId = await stripedWith(100n, [5n, 0n, 0n, 7n]);
    expect((await stripes.make(walletId, 6)).stripes).toBe(6);
    await pay(walletId, 6, 1n);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 113n, reserved: 0n });
  });

  it('changes nothing if the wallet has as many or more', async () => {
    const walletId = await stripedWith(100n);
    const before = await itemOf(wallets, walletId);
    expect((await stripes.make(walletId, 2)).stripes).toBe(STRIPES);
    expect(await itemOf(wallets, walletId)).toEqual(before);
  });

  it.each([
    ['closed', 'wallet_closed'],
    ['missing', 'no_such_wallet'],
  ] as const)('is refused for a %s wallet', async (which, code) => {
    const walletId = which === 'missing' ? freshId() : await walletWith(wallets, 0n);
    if (which === 'closed')
      await new ShardControls(tables.documents, tables.shardWallets[0]).close(walletId, { by: 'owner' }, NOW);
    await expect(stripes.make(walletId, STRIPES)).rejects.toMatchObject(new MibError(code));
  });

  it('makes them as frozen as the wallet', async () => {
    const walletId = await walletWith(wallets, 0n);
    const controls = new ShardControls(tables.documents, tables.shardWallets[0]);
    await controls.change(walletId, { by: 'operator', change: { frozen: 'credits', reason: 'a test' } }, NOW);
    await stripes.make(walletId, STRIPES);
    expect(await outcomeOf(wallets.reserve(credit(stripeId(walletId, 2), 1n), NOW))).toBe('wallet_frozen');
  });

  it('makes each once if several operators ask side by side', async () => {
    const walletId = await walletWith(wallets, 9n);
    await Promise.all([2, 3, 5, 8].map((count) => stripes.make(walletId, count)));
    expect((await itemOf(wallets, walletId)).stripes).toBe(8);
    expect(await balanceIn(walletId)).toBe(9n);
  });
});

describe('a credit on a stripe', () => {
  it('counts in the balance and the statement of its wallet', async () => {
    const walletId = await stripedWith(100n, [5n, 6n]);
    expect(await balanceIn(walletId)).toBe(111n);
    expect((await itemOf(wallets, walletId)).statement).toMatchObject({ posted: 111n, seq: 3 });
  });

  it('is held once and committed once, and rolled back for good', async () => {
    const walletId = await stripedWith(0n);
    const into = credit(stripeId(walletId, 3), 8n);
    await wallets.reserve(into, NOW);
    await wallets.reserve(into, NOW);
    expect(Object.keys((await itemOf(wallets, walletId)).holds)).toEqual([into.transactionId]);
    expect(await wallets.commit(into, NOW)).toEqual({ applied: 'now', tombstone: true });
    expect(await wallets.commit(into, NOW)).toEqual({ applied: 'before', tombstone: true });
    const back = credit(stripeId(walletId, 3), 8n);
    await wallets.rollback(back.walletId, back.transactionId, DEADLINE, NOW);
    expect(await outcomeOf(wallets.reserve(back, NOW))).toBe('transaction_settled');
    expect(await balanceIn(walletId)).toBe(8n);
  });
});

describe('a debit of a wallet in stripes', () => {
  it('takes what its own item has without looking at the stripes', async () => {
    const walletId = await stripedWith(100n, [50n]);
    await wallets.reserve(debit(walletId, 100n), NOW);
    expect((await itemOf(wallets, stripeId(walletId, 1))).spendable).toBe(50n);
  });

  it('gathers what it lacks from the stripes that have the most', async () => {
    const walletId = await stripedWith(10n, [1n, 30n, 2n, 20n]);
    await wallets.reserve(debit(walletId, 55n), NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 8n, reserved: 55n });
    const left = [1, 2, 3, 4].map(async (n) => (await itemOf(wallets, stripeId(walletId, n))).spendable);
    expect(await Promise.all(left)).toEqual([1n, 0n, 2n, 0n]);
  });

  it('may take all that the wallet has, and is refused one unit above', async () => {
    const walletId = await stripedWith(10n, [1n, 2n, 3n, 4n]);
    expect(await outcomeOf(wallets.reserve(debit(walletId, 21n), NOW))).toBe('insufficient_funds');
    await wallets.reserve(debit(walletId, 20n), NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 0n, reserved: 20n });
  });

  it('keeps the minimum balance of the whole wallet', async () => {
    const walletId = await stripedWith(0n, [10n, 10n]);
    const controls = new ShardControls(tables.documents, tables.shardWallets[0]);
    await controls.change(walletId, { by: 'owner', change: { minimum: 5n } }, NOW);
    expect(await outcomeOf(wallets.reserve(debit(walletId, 16n), NOW))).toBe('below_minimum_balance');
    await wallets.reserve(debit(walletId, 15n), NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 5n, reserved: 15n });
  });

  it('counts and takes what another debit has left on its way from a stripe', async () => {
    const walletId = await stripedWith(0n, [40n]);
    // A gather that died after the stripe gave.
    const table = new ShardWalletTable(tables.documents, tables.shardWallets[0]);
    await table.write(stripeId(walletId, 1), giving(40n));
    expect((await itemOf(wallets, stripeId(walletId, 1))).spendable).toBe(0n);
    expect(await balanceIn(walletId)).toBe(40n);
    await wallets.reserve(debit(walletId, 40n), NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 0n, reserved: 40n });
  });
});

interface Step {
  readonly does: 'credit' | 'debit';
  readonly amount: bigint;
  readonly ends: 'commit' | 'rollback' | undefined;
}

describe('any payments of a wallet in stripes side by side', () => {
  it('neither make nor lose money, and refuse a debit only if the wallet lacked it', async () => {
    const step = fc.record<Step>({
      does: fc.constantFrom('credit', 'debit'),
      amount: fc.bigInt(1n, 30n),
      ends: fc.constantFrom('commit', 'commit', 'rollback', undefined),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
        const walletId = await stripedWith(20n, [10n, 10n]);
        const run = async ({ does, amount, ends }: Step) => {
          const transactionId = freshId('tx');
          const stripe = stripeFor(transactionId, STRIPES);
          const of = does === 'credit' ? credit(itemIdOf({ walletId, stripe }), amount) : debit(walletId, amount);
          const reserve = { ...of, transactionId };
          const outcome = await outcomeOf(wallets.reserve(reserve, NOW));
          if (outcome !== 'held') return { does, amount, ends: 'refused' as const };
          if (ends === 'commit') await wallets.commit(reserve, NOW);
          if (ends === 'rollback') await wallets.rollback(reserve.walletId, transactionId, DEADLINE, NOW);
          return { does, amount, ends };
        };
        const ended = await Promise.all(steps.map(run));
        const sum = (does: Step['does'], ...of: readonly unknown[]) =>
          ended.reduce((all, one) => (one.does === does && of.includes(one.ends) ? all + one.amount : all), 0n);
        expect(await moneyOf(wallets, walletId)).toEqual({
          available: 40n + sum('credit', 'commit') - sum('debit', 'commit', undefined),
          reserved: sum('debit', undefined),
        });
        // Together all debits were within what there was at first: none may be refused.
        if (steps.reduce((all, { does, amount }) => (does === 'debit' ? all + amount : all), 0n) <= 40n)
          expect(ended.filter(({ ends }) => ends === 'refused')).toEqual([]);
      }),
      { numRuns: explored({ quick: 10, full: 40 }) },
    );
  });
});
