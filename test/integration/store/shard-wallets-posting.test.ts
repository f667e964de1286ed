import { balanceOf } from '../../../lib/domain/shard-wallet.ts';
import { documentsAt } from '../../../lib/store/documents.ts';
import { ShardCredit } from '../../../lib/store/shard-credit.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import {
  credit,
  DEADLINE,
  debit,
  freshId,
  itemOf,
  moneyOf,
  NOW,
  olderWallet,
  outcomeOf,
  postingIn,
  walletWith,
} from './shard-wallet-steps.ts';

let tables: FreshTables;
let wallets: ShardWallets;
beforeAll(async () => {
  tables = await memoryTables();
  wallets = new ShardWallets(tables.documents, tables.shardWallets[0]);
});
afterAll(() => tables.close());

const statementOf = async (walletId: string) => {
  const { statement } = await itemOf(wallets, walletId);
  return statement && { posted: statement.posted, seq: statement.seq };
};
const balanceIn = async (walletId: string) => balanceOf(await itemOf(wallets, walletId)).balance;

describe('a commit', () => {
  it('posts its amount, with the transaction and the time, and counts the entry', async () => {
    const walletId = await walletWith(wallets, 100n);
    const [out, into] = [debit(walletId, 30n), credit(walletId, 5n)];
    await wallets.reserve(out, NOW);
    await wallets.reserve(into, NOW);
    expect(await statementOf(walletId)).toEqual({ posted: 100n, seq: 1 });
    await wallets.commit(out, NOW + 7);
    expect(await statementOf(walletId)).toEqual({ posted: 70n, seq: 2 });
    expect(await postingIn(tables, walletId)).toEqual({ tx: out.transactionId, amount: -30n, at: BigInt(NOW + 7) });
    await wallets.commit(into, NOW + 8);
    expect(await statementOf(walletId)).toEqual({ posted: 75n, seq: 3 });
    expect(await postingIn(tables, walletId)).toEqual({ tx: into.transactionId, amount: 5n, at: BigInt(NOW + 8) });
  });

  it('posts the same without its amount, for an orchestrator of the version before', async () => {
    const walletId = await walletWith(wallets, 100n);
    for (const hold of [debit(walletId, 30n), credit(walletId, 5n)]) {
      await wallets.reserve(hold, NOW);
      const { transactionId, amount } = hold;
      const commit = { walletId, transactionId };
      expect(await wallets.commit(commit, NOW)).toEqual({ applied: 'now', tombstone: true });
      expect(await postingIn(tables, walletId)).toEqual({ tx: transactionId, amount, at: BigInt(NOW) });
      expect(await wallets.commit(commit, NOW)).toEqual({ applied: 'before', tombstone: true });
    }
    expect(await statementOf(walletId)).toEqual({ posted: 75n, seq: 3 });
  });

  it('takes a part of a debit, and gives the rest back in the same write', async () => {
    const walletId = await walletWith(wallets, 100n);
    const hold = debit(walletId, 30n);
    await wallets.reserve(hold, NOW);
    const part = { ...hold, amount: -12n, held: -30n };
    expect(await wallets.commit(part, NOW)).toEqual({ applied: 'now', tombstone: true });
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 88n, reserved: 0n });
    expect(await statementOf(walletId)).toEqual({ posted: 88n, seq: 2 });
    expect(await postingIn(tables, walletId)).toMatchObject({ amount: -12n });
    expect((await wallets.commit(part, NOW)).applied).toBe('before');
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 88n, reserved: 0n });
  });

  it.each([
    ['more than it holds', -31n, undefined],
    ['less than it holds, without saying what it holds', -29n, undefined],
    ['a part of another hold', -12n, -31n],
    ['the opposite', 30n, undefined],
  ])('of a debit of 30 does not take %s', async (_, amount, held) => {
    const walletId = await walletWith(wallets, 100n);
    const hold = debit(walletId, 30n);
    await wallets.reserve(hold, NOW);
    const before = await itemOf(wallets, walletId);
    const commit = wallets.commit({ ...hold, amount, held }, NOW);
    await expect(commit).rejects.toMatchObject({ code: 'transaction_mismatch' });
    expect(await itemOf(wallets, walletId)).toEqual(before);
  });

  it.each([31n, 29n, -30n])('of a credit of 30 does not post %s', async (amount) => {
    const walletId = await walletWith(wallets, 100n);
    const hold = credit(walletId, 30n);
    await wallets.reserve(hold, NOW);
    const before = await itemOf(wallets, walletId);
    await expect(wallets.commit({ ...hold, amount }, NOW)).rejects.toMatchObject({ code: 'transaction_mismatch' });
    expect(await itemOf(wallets, walletId)).toEqual(before);
  });

  it.each([
    ['more than all of a debit', -31n, -30n],
    ['a part of a credit', 3n, 5n],
    ['a credit from a debit', 3n, -5n],
  ])('never takes %s', async (_, amount, held) => {
    const walletId = await walletWith(wallets, 100n);
    const before = await itemOf(wallets, walletId);
    const commit = wallets.commit({ walletId, transactionId: 'tx', amount, held }, NOW);
    await expect(commit).rejects.toThrow(`cannot take ${amount} of ${held}`);
    expect(await itemOf(wallets, walletId)).toEqual(before);
  });

  it('is posted once of 20 concurrent ones, and each of 20 different ones has a number of its own', async () => {
    const walletId = await walletWith(wallets, 100n);
    const holds = Array.from({ length: 20 }, (_, n) => (n % 2 ? debit(walletId, 1n) : credit(walletId, 2n)));
    await Promise.all(holds.map((hold) => wallets.reserve(hold, NOW)));
    await Promise.all(holds.flatMap((hold) => [1, 2].map(() => wallets.commit(hold, NOW))));
    expect(await statementOf(walletId)).toEqual({ posted: 110n, seq: 21 });
    expect(await balanceIn(walletId)).toBe(110n);
  });
});

describe('what was posted', () => {
  const writes: Record<string, (walletId: string) => Promise<unknown>> = {
    'a reserve': (walletId) => wallets.reserve(debit(walletId, 1n), NOW),
    'a rollback of a hold': (walletId) => wallets.rollback(walletId, 'held', DEADLINE, NOW),
    'a rollback without a hold': (walletId) => wallets.rollback(walletId, freshId('tx'), DEADLINE, NOW),
    'a credit limit': (walletId) => wallets.giveCredit(walletId, 7n),
    'another credit limit': (walletId) => new ShardCredit(tables.documents, tables.shardWallets[0]).set(walletId, 9n),
  };

  it.each(Object.entries(writes))('is removed from the item by %s, with the balance kept', async (_, write) => {
    const walletId = await walletWith(wallets, 100n);
    await wallets.reserve(credit(walletId, 1n, 'held'), NOW);
    const last = credit(walletId, 2n);
    await wallets.reserve(last, NOW);
    await wallets.commit(last, NOW);
    expect(await postingIn(tables, walletId)).toBeDefined();
    await write(walletId);
    expect(await postingIn(tables, walletId)).toBeUndefined();
    expect(await statementOf(walletId)).toEqual({ posted: 102n, seq: 2 });
    expect(await balanceIn(walletId)).toBe(102n);
  });

  it('is removed from the item by the write that drops tombstones after its commit', async () => {
    const pruning = new ShardWallets(tables.documents, tables.shardWallets[0], { pruneFrom: 1 });
    const walletId = await walletWith(wallets, 100n);
    const hold = credit(walletId, 2n);
    await wallets.reserve(hold, NOW);
    await pruning.commit(hold, DEADLINE + 1);
    expect(await itemOf(wallets, walletId)).toMatchObject({ tombstones: {}, statement: { posted: 102n, seq: 2 } });
    expect(await postingIn(tables, walletId)).toBeUndefined();
  });

  it('stays while nothing is written', async () => {
    const walletId = await walletWith(wallets, 100n);
    const posted = await postingIn(tables, walletId);
    await outcomeOf(wallets.reserve(debit(walletId, 101n), NOW));
    await wallets.commit(credit(walletId, 1n), NOW);
    await wallets.createWallet(walletId, 5n);
    expect(await postingIn(tables, walletId)).toEqual(posted);
  });
});

describe('a wallet of the version before', () => {
  /** It has 100, all of it credit, and holds 30 of them. */
  async function older() {
    const walletId = freshId();
    await olderWallet(tables, walletId, 100n);
    const hold = debit(walletId, 30n);
    await wallets.reserve(hold, NOW);
    return { walletId, hold };
  }

  it.each([
    ['with its amount', {}, 70n],
    ['without its amount', { amount: undefined }, 70n],
    ['in part', { amount: -12n, held: -30n }, 88n],
  ])('commits %s, and posts nothing until its statement is opened', async (_, said, spendable) => {
    const { walletId, hold } = await older();
    const commit = { ...hold, ...said };
    expect(await wallets.commit(commit, NOW)).toEqual({ applied: 'now', tombstone: true });
    expect(await wallets.commit(commit, NOW)).toEqual({ applied: 'before', tombstone: true });
    expect(await itemOf(wallets, walletId)).toMatchObject({ spendable, holds: {} });
    expect(await statementOf(walletId)).toBeUndefined();
    expect(await postingIn(tables, walletId)).toBeUndefined();
  });

  it('refuses the commit of another amount', async () => {
    const { walletId, hold } = await older();
    const commit = wallets.commit({ ...hold, amount: -29n }, NOW);
    await expect(commit).rejects.toMatchObject({ code: 'transaction_mismatch' });
    expect(await moneyOf(wallets, walletId)).toEqual({ available: -30n, reserved: 30n });
  });

  it('has its balance as the first posting, once, and posts from then on', async () => {
    const { walletId, hold } = await older();
    const into = credit(walletId, 4n);
    await wallets.reserve(into, NOW);
    await wallets.commit(into, NOW);
    expect(await wallets.openStatement(walletId, NOW + 1)).toBe(true);
    expect(await statementOf(walletId)).toEqual({ posted: 4n, seq: 1 });
    expect(await postingIn(tables, walletId)).toEqual({ opening: true, amount: 4n, at: BigInt(NOW + 1) });
    const before = await itemOf(wallets, walletId);
    expect(await wallets.openStatement(walletId, NOW + 2)).toBe(false);
    expect(await itemOf(wallets, walletId)).toEqual(before);
    await wallets.commit(hold, NOW + 3);
    expect(await statementOf(walletId)).toEqual({ posted: -26n, seq: 2 });
    expect(await balanceIn(walletId)).toBe(-26n);
  });

  it('opens its statement with the balance that it has then, whatever is written meanwhile', async () => {
    for (let n = 0; n < 10; n++) {
      const { walletId, hold } = await older();
      const into = { ...credit(walletId, 4n), transactionId: `into-${n}` };
      await wallets.reserve(into, NOW);
      await Promise.all([
        wallets.openStatement(walletId, NOW),
        wallets.commit(hold, NOW),
        wallets.commit(into, NOW),
        wallets.reserve(debit(walletId, 1n), NOW),
        wallets.openStatement(walletId, NOW),
      ]);
      expect((await statementOf(walletId))?.posted).toBe(await balanceIn(walletId));
    }
  });

  it.each([
    ['the commit of a credit', async (walletId: string) => wallets.commit(credit(walletId, 4n, 'into'), NOW)],
    ['the commit of a debit', async (walletId: string) => wallets.commit(debit(walletId, 3n, 'out'), NOW)],
    ['a reserve', async (walletId: string) => wallets.reserve(credit(walletId, 1n), NOW)],
    [
      'a credit limit and a debit of the same amount',
      async (walletId: string) => {
        await wallets.giveCredit(walletId, 50n);
        const hold = debit(walletId, 50n);
        await wallets.reserve(hold, NOW);
        await wallets.commit(hold, NOW);
      },
    ],
  ])('reads its balance again if %s comes between', async (_, between) => {
    const walletId = freshId();
    await olderWallet(tables, walletId, 0n);
    const funds = credit(walletId, 10n);
    await wallets.reserve(funds, NOW);
    await wallets.commit(funds, NOW);
    await wallets.reserve(credit(walletId, 4n, 'into'), NOW);
    await wallets.reserve(debit(walletId, 3n, 'out'), NOW);
    const client = documentsAt({ endpoint: await tables.endpoint() });
    let written = false;
    client.middlewareStack.add(
      (next) => async (args) => {
        if ('UpdateExpression' in args.input && !written) {
          written = true;
          await between(walletId);
        }
        return next(args);
      },
      { step: 'initialize' },
    );
    expect(await new ShardWallets(client, tables.shardWallets[0]).openStatement(walletId, NOW)).toBe(true);
    expect((await statementOf(walletId))?.posted).toBe(await balanceIn(walletId));
    client.config.requestHandler.destroy?.();
  });

  it('must exist to have a statement opened', async () => {
    const walletId = freshId();
    await expect(wallets.openStatement(walletId, NOW)).rejects.toMatchObject({ code: 'no_such_wallet' });
    await wallets.rollback(walletId, 'tx', DEADLINE, NOW);
    await expect(wallets.openStatement(walletId, NOW)).rejects.toMatchObject({ code: 'no_such_wallet' });
    expect(await wallets.get(walletId)).toBeUndefined();
  });
});
