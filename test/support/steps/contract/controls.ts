import { randomUUID } from 'node:crypto';
import { WalletControls } from '../../../../lib/api/wallet-controls.ts';
import type { ApiResponse } from '../api.ts';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { when as whenSteps } from '../when.ts';
import type { World } from '../world.ts';

/** Freezing, limiting and closing a wallet, by its owner. */
export function controlsContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const isControls = (response: ApiResponse) => {
    expect(response).toMatchObject({ status: 200 });
    return WalletControls.parse(response.body);
  };
  const FREE = {
    currency: 'XXX',
    frozen: null,
    frozen_at: null,
    operator_frozen: null,
    operator_frozen_at: null,
    closed_at: null,
    minimum_balance: null,
    max_payment: null,
    max_per_day: null,
    approval_above: null,
    left_today: null,
    limits_by: 'owner',
  };
  /** A payer with 100, and a payee. */
  async function pair() {
    const payer = await given.userWithWallet({ shard: 0, money: 100 });
    const payee = await given.userWithWallet({ shard: 1 });
    const pay = async (amount: number) => given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount });
    return { payer, payee, pay };
  }

  describe('the freezes and limits of a wallet', () => {
    it('are none at first, and change by what a patch names', async () => {
      const { user, wallet } = await given.userWithWallet();
      expect(isControls(await when.controls(user, wallet))).toEqual({ wallet_id: wallet, ...FREE });
      const limits = { minimum_balance: '10', max_payment: '20', max_per_day: '30' };
      const steps: [change: object, after: object][] = [
        [
          { ...limits, max_payment: 20 },
          { ...limits, left_today: '30' },
        ],
        [
          { frozen: 'all', max_payment: null },
          { ...limits, max_payment: null, left_today: '30', frozen: 'all' },
        ],
        [{ frozen: null, minimum_balance: null, max_per_day: null }, {}],
        [{}, {}],
      ];
      for (const [change, after] of steps) {
        for (let n = 0; n < 2; n++) {
          const { frozen_at, ...changed } = isControls(await when.changeControls(user, wallet, change));
          const { frozen_at: _, ...all } = FREE;
          expect(changed).toEqual({ wallet_id: wallet, ...all, ...after });
          expect(frozen_at === null).toBe(changed.frozen === null);
          expect(isControls(await when.controls(user, wallet))).toEqual({ ...changed, frozen_at });
        }
      }
    });

    it('let a payment end INVALID, whose note says why and to the payer alone', async () => {
      const { payer, payee, pay } = await pair();
      const tries: [change: object, amount: number, note: string][] = [
        [{ frozen: 'debits' }, 1, 'the wallet is frozen'],
        [{ frozen: null, max_payment: 20 }, 21, 'more than the limit of one payment'],
        [{ max_payment: null, max_per_day: 20 }, 21, 'more than the limit of a day'],
        [{ max_per_day: null, minimum_balance: 80 }, 21, 'below the minimum balance'],
      ];
      for (const [change, amount, note] of tries) {
        isControls(await when.changeControls(payer.user, payer.wallet, change));
        expect(await pay(amount)).toMatchObject({ status: 'INVALID', note });
      }
      expect(await pay(20)).toMatchObject({ status: 'SUCCESSFUL' });
      isControls(await when.changeControls(payee.user, payee.wallet, { frozen: 'credits' }));
      isControls(await when.changeControls(payer.user, payer.wallet, { minimum_balance: null }));
      expect(await pay(1)).toMatchObject({ status: 'INVALID', note: "the payee's wallet takes no money" });
      expect(then.isTransactions(await when.transactions(payee.user, payee.wallet))).toHaveLength(1);
      expect(then.isBalance(await when.balance(payee.user, payee.wallet))).toMatchObject({ frozen: 'credits' });
      const { balance, available, frozen, closed_at } = then.isBalance(await when.balance(payer.user, payer.wallet));
      expect({ balance, available, frozen, closed_at }).toEqual({ balance: '80', available: '80' });
    });

    it('never let parallel payments take more than the limit of a day', async () => {
      const { payer, pay } = await pair();
      isControls(await when.changeControls(payer.user, payer.wallet, { max_per_day: 30 }));
      const ended = await Promise.all(Array.from({ length: 5 }, () => pay(10)));
      expect(ended.filter(({ status }) => status === 'SUCCESSFUL')).toHaveLength(3);
      expect(ended.filter(({ note }) => note === 'more than the limit of a day')).toHaveLength(2);
      expect(isControls(await when.controls(payer.user, payer.wallet)).left_today).toBe('0');
    });

    it.each<[string, object, string]>([
      ['a freeze of something else', { frozen: 'everything' }, 'frozen'],
      ['a freeze that is true', { frozen: true }, 'frozen'],
      ['a limit of 0', { max_payment: '0' }, 'max_payment'],
      ['a limit below 0', { max_per_day: '-1' }, 'max_per_day'],
      ['a limit with a fraction', { minimum_balance: 1.5 }, 'minimum_balance'],
      ['a limit of 19 digits', { minimum_balance: '1'.repeat(19) }, 'minimum_balance'],
      ['what only operators change', { operator_frozen: null }, 'operator_frozen'],
      ['the end of the wallet', { closed_at: '2026-11-23T10:15:30Z' }, 'closed_at'],
      ['a reason', { reason: 'case 7' }, 'reason'],
    ])('are refused with %s, and stay', async (_, change, field) => {
      const { user, wallet } = await given.userWithWallet();
      const response = await when.changeControls(user, wallet, { max_per_day: '5', ...change });
      then.isProblem(response, 400, 'invalid_input', [field]);
      expect(isControls(await when.controls(user, wallet))).toEqual({ wallet_id: wallet, ...FREE });
    });
  });

  describe('a wallet that its owner closes', () => {
    it('is closed at zero, for good, and can still be read', async () => {
      const { payer, payee, pay } = await pair();
      const refused = await when.closeWallet(payer.user, payer.wallet);
      then.isProblem(refused, 409, 'wallet_not_empty');
      expect(refused.text).toContain('a balance of 100, and 0 transactions in flight');
      expect(await pay(100)).toMatchObject({ status: 'SUCCESSFUL' });
      const { closed_at } = isControls(await when.closeWallet(payer.user, payer.wallet));
      expect(closed_at).toEqual(expect.any(String));
      expect(isControls(await when.closeWallet(payer.user, payer.wallet)).closed_at).toBe(closed_at);
      const back = { from: payee.wallet, to: payer.wallet, amount: 1 };
      expect(await given.transfer(payee.user, back)).toMatchObject({
        status: 'INVALID',
        note: "the payee's wallet takes no money",
      });
      expect(await pay(1)).toMatchObject({ status: 'INVALID', note: 'the wallet is closed' });
      then.isProblem(await when.changeControls(payer.user, payer.wallet, { frozen: null }), 409, 'wallet_closed');
      expect(then.isBalance(await when.balance(payer.user, payer.wallet))).toMatchObject({ balance: '0', closed_at });
    });

    it('is closed once under an Idempotency-Key, which is for no other wallet', async () => {
      const { user, wallet } = await given.userWithWallet();
      const other = await given.wallet(user);
      const key = randomUUID();
      for (let n = 0; n < 2; n++) isControls(await when.closeWallet(user, wallet, key));
      then.isProblem(await when.closeWallet(user, other, key), 422, 'idempotency_key_reused');
      expect(isControls(await when.controls(user, other)).closed_at).toBeNull();
    });
  });
}
