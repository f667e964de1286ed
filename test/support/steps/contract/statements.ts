import { entryOf } from '../../../../lib/api/statement-entry.ts';
import { firstChainFault } from '../../../../lib/domain/statement.ts';
import { eventually } from '../../environment/eventually.ts';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { when as whenSteps } from '../when.ts';
import type { User, World } from '../world.ts';

/** Statements of wallets. */
export function statementsContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);

  /** The statement, once it has as many entries. */
  const statementOf = (user: User, wallet: string, count: number) =>
    eventually(async () => {
      const entries = then.isStatement(await when.statement(user, wallet, '?limit=100'));
      return entries.length === count && entries;
    }, then.patience(world()));

  describe('GET /api/user/statement/{id}', () => {
    it('returns 204 for a wallet to which nothing was posted, also in place of a next page', async () => {
      const { user, wallet } = await given.userWithWallet();
      expect(await when.statement(user, wallet)).toMatchObject({ status: 204, text: '' });
      expect(await when.statement(user, wallet, '?cursor=7')).toMatchObject({ status: 204, text: '' });
    });

    it('has each transfer once on both sides, with the running balance and hashes that anybody can check', async () => {
      const user = await given.user();
      const wallet = await given.wallet(user, { shard: 0, money: 50 });
      const other = await given.wallet(user, { shard: world().shardCount - 1 });
      const out = await given.transfer(user, { from: wallet, to: other, amount: 20 });
      const back = await given.transfer(user, { from: other, to: wallet, amount: 5 });
      // What does not happen is in no statement.
      await given.transfer(user, { from: wallet, to: other, amount: 1_000 });
      const entries = await statementOf(user, wallet, 3);
      expect(entries).toMatchObject([
        { wallet_id: wallet, seq: 1, amount: '+50', balance: '50' },
        { wallet_id: wallet, seq: 2, TxID: out.TxID, amount: '-20', balance: '30' },
        { wallet_id: wallet, seq: 3, TxID: back.TxID, amount: '+5', balance: '35' },
      ]);
      expect(await statementOf(user, other, 2)).toMatchObject([
        { TxID: out.TxID, amount: '+20', balance: '20' },
        { TxID: back.TxID, amount: '-5', balance: '15' },
      ]);
      expect(firstChainFault(wallet, entries.map(entryOf))).toBeUndefined();
      expect(then.isBalance(await when.balance(user, wallet)).balance).toBe('35');
    });

    it('is read in pages by the number of the last entry, in both orders, and goes on with what comes later', async () => {
      const user = await given.user();
      const wallet = await given.wallet(user, { money: 10 });
      const other = await given.wallet(user);
      for (let n = 0; n < 4; n++) await given.transfer(user, { from: wallet, to: other, amount: 1 });
      await statementOf(user, wallet, 5);
      const path = `/api/user/statement/${wallet}`;
      const numbers = async (query: string) => {
        const pages = await when.pages(user, `${path}?limit=2${query}`);
        return pages.map((page) => then.isStatement(page).map(({ seq }) => seq));
      };
      expect(await numbers('')).toEqual([[1, 2], [3, 4], [5]]);
      expect(await numbers('&order=desc')).toEqual([[5, 4], [3, 2], [1]]);
      expect(await when.statement(user, wallet, '?cursor=5')).toMatchObject({ status: 204 });
      const { TxID } = await given.transfer(user, { from: wallet, to: other, amount: 1 });
      await statementOf(user, wallet, 6);
      expect(then.isStatement(await when.statement(user, wallet, '?cursor=5'))).toMatchObject([{ seq: 6, TxID }]);
    });

    it.each(['limit=0', 'limit=101', 'cursor=x', 'cursor=-1', 'order=up', 'from=2026-11-01T00:00:00Z'])(
      'refuses ?%s',
      async (query) => {
        const { user, wallet } = await given.userWithWallet();
        const response = await when.statement(user, wallet, `?${query}`);
        then.isProblem(response, 400, 'invalid_input', query.split('=').slice(0, 1));
      },
    );
  });

  describe('GET /api/user/statement/{id}/csv', () => {
    it('has the same entries, in parts that make one file', async () => {
      const user = await given.user();
      const wallet = await given.wallet(user, { money: 10 });
      const { TxID } = await given.transfer(user, { from: wallet, to: await given.wallet(user), amount: 3 });
      const [first, second] = await statementOf(user, wallet, 2);
      const pages = await when.pages(user, `/api/user/statement/${wallet}/csv?limit=1`);
      expect(pages.map(({ text }) => text).join('')).toBe(
        [
          'seq,TxID,posted_at,amount,balance,hash,currency',
          `1,${first?.TxID},${first?.posted_at},+10,10,${first?.hash},XXX`,
          `2,${TxID},${second?.posted_at},-3,7,${second?.hash},XXX`,
          '',
        ].join('\r\n'),
      );
      expect(pages[0]?.headers).toMatchObject({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="statement-${wallet.slice(0, 32)}.csv"`,
      });
    });
  });
}
