import { Currencies } from '../../../../lib/api/currencies.ts';
import { treasuryWalletId } from '../../../../lib/domain/treasury.ts';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { freshWalletId } from '../wallet-ids.ts';
import { when as whenSteps } from '../when.ts';
import type { World } from '../world.ts';

/** The currencies of wallets, in a stage with EUR and POINTS beside none. */
export function currenciesContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const balanceOf = async ({ user, wallet }: Awaited<ReturnType<typeof given.userWithWallet>>) =>
    then.isBalance(await when.balance(user, wallet)).balance;

  describe('The currency of a wallet', () => {
    it('is one of the listed ones, each with its digits', async () => {
      const { status, body } = await when.currencies();
      expect(status).toBe(200);
      expect(Currencies.parse(body)).toEqual({
        default: 'XXX',
        currencies: [
          { currency: 'XXX', digits: 0 },
          { currency: 'EUR', digits: 2 },
          { currency: 'POINTS', digits: 0, name: 'Points' },
        ],
      });
    });

    it('is chosen when the wallet is created, and every view of the wallet shows it', async () => {
      const user = await given.user();
      const id = freshWalletId({ shardCount: world().shardCount });
      const created = await when.createWallet(user, id, undefined, { currency: 'EUR' });
      expect(created).toMatchObject({ status: 202, body: { wallet_id: id, currency: 'EUR' } });
      await given.wallet(user, { id, currency: 'EUR', money: 100 });
      expect((await when.wallet(user, id)).body).toMatchObject({ currency: 'EUR' });
      expect((await when.wallets(user)).body).toMatchObject([{ wallet_id: id, currency: 'EUR' }]);
      expect((await when.balance(user, id)).body).toMatchObject({ currency: 'EUR', balance: '100' });
      expect((await when.balanceAt(user, id, '2026-01-01T00:00:00Z')).body).toMatchObject({ currency: 'EUR' });
      expect((await when.controls(user, id)).body).toMatchObject({ currency: 'EUR', max_payment: null });
      expect((await when.changeControls(user, id, { max_payment: '50' })).body).toMatchObject({ currency: 'EUR' });
      expect((await when.transactions(user, id)).body).toMatchObject([{ currency: 'EUR', amount: '+100' }]);
      expect((await when.csv(user, id)).text).toMatch(
        /,currency,paid_by,paid_by_login,key_id,key_name\r\n.*,EUR,,,,\r\n$/,
      );
    });

    it('stays: creating the wallet again in another one is an error, and nothing changes', async () => {
      const { user, wallet } = await given.userWithWallet({ currency: 'EUR' });
      const again = await when.createWallet(user, wallet, undefined, { currency: 'POINTS' });
      then.isProblem(again, 409, 'currency_differs');
      expect((await when.createWallet(user, wallet)).body).toMatchObject({ currency: 'EUR' });
    });

    it.each(['GBP', 'eur', '', 'TOO_LONG_A_NAME', 7])('%s is refused, naming the field', async (currency) => {
      const id = freshWalletId({ shardCount: world().shardCount });
      const user = await given.user();
      const response = await when.createWallet(user, id, undefined, { currency });
      then.isProblem(response, 400, 'invalid_input', ['currency']);
      then.isProblem(await when.wallet(user, id), 404, 'wallet_not_found');
    });

    it('has a treasury of its own, whose wallets belong to operators alone', async () => {
      const user = await given.user();
      for (const code of ['XXX', 'EUR', 'POINTS', 'USD'])
        then.isProblem(await when.createWallet(user, treasuryWalletId(code)), 409, 'wallet_taken');
    });
  });

  describe('A transfer', () => {
    it('moves money between two wallets of one currency', async () => {
      const payer = await given.userWithWallet({ shard: 0, currency: 'EUR', money: 100 });
      const payee = await given.userWithWallet({ currency: 'EUR' });
      const done = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 40 });
      expect(done).toMatchObject({ status: 'SUCCESSFUL', currency: 'EUR' });
      const seen = await when.transaction(payee.user, payee.wallet, done.TxID);
      expect(seen.body).toMatchObject({ amount: '+40', currency: 'EUR' });
    });

    it('is refunded in its currency', async () => {
      const payer = await given.userWithWallet({ currency: 'EUR', money: 100 });
      const payee = await given.userWithWallet({ currency: 'EUR' });
      const { TxID } = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 40 });
      const refund = await when.refund(payee.user, { wallet: payee.wallet, TxID }, { amount: '15' });
      const back = await then.isFinal(world, payee.user, payee.wallet, then.isAccepted(refund));
      expect(back).toMatchObject({ status: 'SUCCESSFUL', currency: 'EUR' });
      expect([await balanceOf(payer), await balanceOf(payee)]).toEqual(['75', '25']);
    });

    it.each([
      ['EUR', 'POINTS'],
      ['EUR', undefined],
      [undefined, 'EUR'],
    ])('from %s to %s is INVALID, and nothing moves', async (from, to) => {
      const payer = await given.userWithWallet({ ...(from && { currency: from }), money: 100 });
      const payee = await given.userWithWallet({ ...(to && { currency: to }) });
      const done = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 40 });
      expect(done).toMatchObject({ status: 'INVALID', note: 'the wallets have different currencies' });
      expect([await balanceOf(payer), await balanceOf(payee)]).toEqual(['100', '0']);
    });

    it('to several payees pays none of them if one has another currency', async () => {
      const payer = await given.userWithWallet({ currency: 'EUR', money: 100 });
      const [one, other] = [await given.userWithWallet({ currency: 'EUR' }), await given.userWithWallet()];
      const to = [one, other].map(({ wallet }) => ({ to_id: wallet, amount: '10' }));
      const done = await given.transfer(payer.user, { from: payer.wallet, to });
      expect(done).toMatchObject({ status: 'INVALID', note: 'the wallets have different currencies' });
      expect([await balanceOf(payer), await balanceOf(one), await balanceOf(other)]).toEqual(['100', '0', '0']);
    });
  });
}
