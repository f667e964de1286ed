import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { when as whenSteps } from '../when.ts';
import type { World } from '../world.ts';

/** Lists of transfers, and single transfers. */
export function journalContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);

  describe('GET /api/user/transactions/{id}', () => {
    it('returns 204 for a wallet without transactions', async () => {
      const { user, wallet } = await given.userWithWallet();
      expect(await when.transactions(user, wallet)).toMatchObject({ status: 204, text: '' });
    });

    it('lists debits and credits once each, oldest first, in pages', async () => {
      const user = await given.user();
      const wallet = await given.wallet(user, { shard: 0, money: 50 });
      const other = await given.wallet(user);
      const amounts = ['+50'];
      for (const amount of [1, 2, 3]) {
        await given.transfer(user, { from: wallet, to: other, amount });
        await given.transfer(user, { from: other, to: wallet, amount });
        amounts.push(`-${amount}`, `+${amount}`);
      }
      const pages = await when.pages(user, `/api/user/transactions/${wallet}?limit=3`);
      const transactions = pages.map(then.isTransactions);
      expect(transactions.map((page) => page.length)).toEqual([3, 3, 1]);
      expect(transactions.flat().map((tx) => tx.amount)).toEqual(amounts);
      const ids = transactions.flat().map((tx) => tx.TxID);
      expect(ids).toEqual([...new Set(ids)].sort());
      expect(new Set(transactions.flat().map((tx) => tx.wallet_id))).toEqual(new Set([wallet]));
    });

    it('shows the payer a transfer that ended INVALID', async () => {
      const { user, wallet } = await given.userWithWallet();
      const to = await given.wallet(user);
      const { TxID } = await given.transfer(user, { from: wallet, to, amount: 1 });
      const [transaction] = then.isTransactions(await when.transactions(user, wallet));
      expect(transaction).toMatchObject({ TxID, status: 'INVALID', amount: '-1' });
    });

    it.each(['limit=0', 'limit=101', 'limit=-1', 'limit=1.5', 'limit=', 'cursor=x'])('refuses ?%s', async (query) => {
      const response = await when.transactions(await given.user(), '1', `?${query}`);
      then.isProblem(response, 400, 'invalid_input', query.split('=').slice(0, 1));
    });
  });

  describe('GET /api/user/transactions/{id}/{TxID}', () => {
    it('returns the timeline of a successful transfer in order', async () => {
      const { user, wallet } = await given.userWithWallet({ money: 5 });
      const to = await given.wallet(user);
      const transaction = await given.transfer(user, { from: wallet, to, amount: 5 });
      expect(transaction).toMatchObject({ wallet_id: wallet, from_id: wallet, to_id: to });
      const side = (event: 'held' | 'settled') => [
        { [event]: 'debit', wallet_id: wallet, shard: expect.any(Number) },
        { [event]: 'credit', wallet_id: to, shard: expect.any(Number) },
      ];
      const steps = transaction.timeline.map(({ at: _, ...step }) => step);
      expect(steps.filter((step) => !('wallet_id' in step))).toEqual([
        { status: 'PENDING' },
        { status: 'PROCESSING' },
        { decision: 'COMMIT' },
        { status: 'SUCCESSFUL' },
      ]);
      // The shards respond side by side.
      expect(steps.slice(2, 4)).toEqual(expect.arrayContaining(side('held')));
      expect(steps.slice(5, 7)).toEqual(expect.arrayContaining(side('settled')));
      expect(steps).toHaveLength(8);
      const times = transaction.timeline.map((entry) => Date.parse(entry.at));
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(transaction.timeline[0]?.at).toBe(transaction.initiated_at);
    });

    it('returns the decision ABORT of a transfer that ended INVALID', async () => {
      const { user, wallet } = await given.userWithWallet();
      const transaction = await given.transfer(user, { from: wallet, to: await given.wallet(user), amount: 1 });
      const steps = transaction.timeline.map(({ at: _, ...step }) => step);
      expect(steps.filter((step) => !('wallet_id' in step))).toEqual([
        { status: 'PENDING' },
        { status: 'PROCESSING' },
        { decision: 'ABORT' },
        { status: 'INVALID' },
      ]);
      const debit = { wallet_id: wallet, shard: expect.any(Number) };
      expect(steps.slice(2, 4)).toContainEqual({ refused: 'debit', ...debit });
      expect(steps.slice(5, 7)).toContainEqual({ settled: 'debit', ...debit });
    });

    it.each(['01ARZ3NDEKTSV4RRFFQ69G5FAV', 'nonsense', '1'])(
      'gives 404 for %s, which is not a transaction of the wallet',
      async (id) => {
        const { user, wallet } = await given.userWithWallet();
        then.isProblem(await when.transaction(user, wallet, id), 404, 'transaction_not_found');
      },
    );
  });
}
