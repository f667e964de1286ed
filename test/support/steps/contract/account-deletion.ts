import { eventually } from '../../environment/eventually.ts';
import { clientOf } from '../client.ts';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { when as whenSteps } from '../when.ts';
import type { User, World } from '../world.ts';

/** The deletion of an account, and what is in its way. */
export function accountDeletionContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const deleted = (user: User) => when.deleteAccount(user, { password: user.password });

  /** A user whose wallet is closed. */
  async function closed(options: { readonly shard?: number } = {}): Promise<{ user: User; wallet: string }> {
    const side = await given.userWithWallet(options);
    expect(await when.closeWallet(side.user, side.wallet)).toMatchObject({ status: 200 });
    return side;
  }

  describe('DELETE /auth/account', () => {
    it('deletes an account whose wallets are closed: no token, refresh or login of it works afterwards', async () => {
      const { user } = await closed();
      const { login, password } = user;
      const other = then.hasTokens(await when.login({ login, password }));
      expect(await deleted(user)).toMatchObject({ status: 204, text: '' });
      then.isProblem(await when.refresh(other.refresh_token), 401, 'session_ended');
      then.isProblem(await when.login({ login, password }), 401, 'wrong_credentials');
      for (const token of [user.token, other.token]) {
        await eventually(async () => (await when.wallets({ token })).status === 401, then.patience(world()));
      }
      then.isProblem(await deleted(user), 401, 'unauthenticated');
    });

    it('keeps the login, and what looks like it, from others', async () => {
      const { user } = await closed();
      await deleted(user);
      const { password } = user;
      for (const login of [user.login, user.login.toUpperCase(), user.login.replace('user', 'usеr')]) {
        then.isProblem(await when.register({ login, password }), 409, 'login_taken');
      }
    });

    it('says how many wallets are not closed, and changes nothing', async () => {
      const { user, wallet } = await given.userWithWallet({ money: 5 });
      const { detail } = then.isProblem(await deleted(user), 409, 'account_in_use');
      expect(detail).toBe('1 wallet is not closed.');
      expect(then.isBalance(await when.balance(user, wallet)).balance).toBe('5');
      then.hasTokens(await when.login({ login: user.login, password: user.password }));
    });

    it('says how many scheduled transfers are active', async () => {
      const { user, wallet } = await given.userWithWallet();
      const execute_at = new Date(Date.now() + 86_400_000).toISOString();
      const schedule = { from_id: wallet, to_id: '999999999', amount: '1', execute_at };
      expect(await when.schedule(user, schedule)).toMatchObject({ status: 201 });
      await when.closeWallet(user, wallet);
      const { detail } = then.isProblem(await deleted(user), 409, 'account_in_use');
      expect(detail).toBe('1 scheduled transfer is active.');
    });

    it('waits for payments that the user could still capture or void', async () => {
      const payer = await given.userWithWallet({ money: 10 });
      const { user, wallet } = await given.userWithWallet({ shard: world().shardCount - 1 });
      const order = { from: payer.wallet, to: wallet, amount: 4n, ...then.patience(world()) };
      const { TxID } = await clientOf(world(), payer.user).authorise(order);
      await when.closeWallet(user, wallet);
      // The list of held payments is eventually consistent.
      await eventually(async () => (await when.holds(user, wallet)).status === 200, then.patience(world()));
      const { detail } = then.isProblem(await deleted(user), 409, 'account_in_use');
      expect(detail).toBe('1 payment waits for a capture.');
      await when.void(user, wallet, TxID, 'wait=10');
      await eventually(async () => (await deleted(user)).status === 204, then.patience(world()));
    });

    it('leaves the money of a payment that comes at the same time with its payer', async () => {
      const payer = await given.userWithWallet({ money: 10 });
      const { user, wallet } = await closed();
      const order = { from: payer.wallet, to: wallet, amount: '4' };
      const [transfer] = await Promise.all([when.transfer(payer.user, order), deleted(user)]);
      const TxID = then.isAccepted(transfer);
      expect((await then.isFinal(world, payer.user, payer.wallet, TxID)).status).toBe('INVALID');
      expect(then.isBalance(await when.balance(payer.user, payer.wallet))).toMatchObject({
        balance: '10',
        reserved: '0',
      });
    });

    it('refuses a wrong password, and a body that breaks a rule', async () => {
      const { user } = await closed();
      then.isProblem(await when.deleteAccount(user, { password: 'not the password' }), 422, 'wrong_password');
      then.isProblem(await when.deleteAccount(user, {}), 400, 'invalid_input', ['password']);
      then.isProblem(await when.deleteAccount(undefined, { password: user.password }), 401, 'unauthenticated');
      const listed = then.isSignIns(await when.signIns(user));
      expect(listed[0]).toMatchObject({ event: 'account_deletion', result: 'wrong_password' });
    });
  });
}
