import { factorSteps, nextCodeOf } from '../factor-steps.ts';
import { given as givenSteps } from '../given.ts';
import { isMade, keySteps } from '../key-steps.ts';
import { memberSteps } from '../member-steps.ts';
import * as then from '../then.ts';
import { when as whenSteps } from '../when.ts';
import type { User, World } from '../world.ts';

/** What a stage with STEP_UP_NEW_PAYEES=on asks of users with a second factor. */
export function newPayeesContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const factors = factorSteps(world);
  const keys = keySteps(world);
  const members = memberSteps(world);

  const loggedIn = async ({ login, password }: User) => ({
    token: then.hasTokens(await when.login({ login, password })).token,
  });
  /** A user with a second factor, with two sessions that a password alone has begun, and a stranger. */
  const unconfirmed = async () => {
    const { user, wallet } = await given.userWithWallet({ shard: 0 });
    const own = await given.wallet(user, { shard: 1 });
    const by = await loggedIn(user);
    const elsewhere = await loggedIn(user);
    const { secret } = await factors.added(user);
    const { user: payee, wallet: to } = await given.userWithWallet({ shard: 1 });
    return { by, elsewhere, secret, wallet, own, payee, to };
  };
  const stepUp = async (by: { token: string }, secret: string) =>
    expect(await factors.stepUp(by, { code: nextCodeOf(secret) })).toMatchObject({ status: 200 });

  describe('a payment to a new payee', () => {
    it('asks for a code, and the same request succeeds then', async () => {
      const { by, secret, wallet, to } = await unconfirmed();
      const order = { from: wallet, to, amount: '1' };
      const key = `new-${wallet}`;
      const refused = await when.transfer(by, order, key);
      then.isProblem(refused, 403, 'step_up_required');
      expect(refused.headers['www-authenticate']).toContain('insufficient_user_authentication');
      await stepUp(by, secret);
      const txId = then.isAccepted(await when.transfer(by, order, key));
      expect(then.isAccepted(await when.transfer(by, order, key))).toBe(txId);
    });

    it('asks once: after it nobody asks, in whatever session, but for another wallet of the user', async () => {
      const { by, elsewhere, secret, wallet, own, to } = await unconfirmed();
      await stepUp(by, secret);
      then.isAccepted(await when.transfer(by, { from: wallet, to, amount: '1' }));
      then.isAccepted(await when.transfer(elsewhere, { from: wallet, to, amount: '2' }));
      const ofOther = { from: own, to, amount: '1' };
      then.isProblem(await when.transfer(elsewhere, ofOther), 403, 'step_up_required');
    });

    it('is one of a split, of a batch as a whole, of a payment that is held, and of a schedule', async () => {
      const { by, secret, wallet, own, to } = await unconfirmed();
      const half = { amount: '1' };
      const split = {
        from: wallet,
        to: [
          { to_id: own, ...half },
          { to_id: to, ...half },
        ],
      };
      const batch = [
        { from_id: wallet, to_id: own, ...half, idempotency_key: `b1-${wallet}` },
        { from_id: wallet, to_id: to, ...half, idempotency_key: `b2-${wallet}` },
      ];
      const held = { from: wallet, to, ...half, capture: 'manual' };
      const execute_at = new Date(Date.now() + 86_400_000).toISOString();
      const schedule = { from_id: wallet, to_id: to, ...half, execute_at };
      then.isProblem(await when.transfer(by, split), 403, 'step_up_required');
      then.isProblem(await when.batch(by, batch), 403, 'step_up_required');
      then.isProblem(await when.transfer(by, held), 403, 'step_up_required');
      then.isProblem(await when.schedule(by, schedule), 403, 'step_up_required');
      await stepUp(by, secret);
      expect(await when.schedule(by, schedule)).toMatchObject({ status: 201 });
      then.isAccepted(await when.transfer(by, held));
      expect(await when.batch(by, batch)).toMatchObject({ status: 200 });
      then.isAccepted(await when.transfer(by, split));
    });

    it('is none to a wallet of the same user', async () => {
      const { by, wallet, own } = await unconfirmed();
      then.isAccepted(await when.transfer(by, { from: wallet, to: own, amount: '1' }));
    });

    it('is none to whom the user had paid before they had a second factor', async () => {
      const { user, wallet } = await given.userWithWallet({ shard: 0, money: 10 });
      const { wallet: to } = await given.userWithWallet({ shard: 1 });
      const by = await loggedIn(user);
      await given.transfer(user, { from: wallet, to, amount: 1 });
      await factors.added(user);
      then.isAccepted(await when.transfer(by, { from: wallet, to, amount: '1' }));
    });

    it('tells nobody whom a wallet of others has paid', async () => {
      const { by } = await unconfirmed();
      const { user, wallet } = await given.userWithWallet({ shard: 0, money: 10 });
      const { wallet: to } = await given.userWithWallet({ shard: 1 });
      await given.transfer(user, { from: wallet, to, amount: 1 });
      for (const payee of [to, '5'])
        then.isProblem(await when.transfer(by, { from: wallet, to: payee, amount: '1' }), 404, 'wallet_not_found');
    });
  });

  describe('what pays without a code where a stage asks for it at new payees', () => {
    it('is a key, a member or an approver, so a code is asked for when one is made', async () => {
      const { by, secret, wallet, payee, to } = await unconfirmed();
      const wanted = { name: 'Shop', pay: [{ wallet_id: wallet, max_per_day: '1' }] };
      const rule = { approval_above: '10', approvers: [to] };
      then.isProblem(await keys.make(by, wanted), 403, 'step_up_required');
      then.isProblem(await members.change(by, wallet, payee.login, { max_per_day: '1' }), 403, 'step_up_required');
      then.isProblem(await when.setApprovalRule(by, wallet, rule), 403, 'step_up_required');
      // What only reads pays nobody.
      expect(await keys.make(by, { name: 'Books', read: [wallet] })).toMatchObject({ status: 201 });
      expect(await members.change(by, wallet, payee.login, {})).toMatchObject({ status: 200 });
      await stepUp(by, secret);
      const made = isMade(await keys.make(by, wanted));
      expect(await members.change(by, wallet, payee.login, { max_per_day: '1' })).toMatchObject({ status: 200 });
      expect(await when.setApprovalRule(by, wallet, rule)).toMatchObject({ status: 200 });
      then.isAccepted(await when.transfer({ token: made.key }, { from: wallet, to, amount: '1' }));
    });

    it('asks nothing of a user without a second factor', async () => {
      const { user, wallet } = await given.userWithWallet({ shard: 0 });
      const { user: other, wallet: to } = await given.userWithWallet({ shard: 1 });
      const by = await loggedIn(user);
      then.isAccepted(await when.transfer(by, { from: wallet, to, amount: '1' }));
      expect(await members.change(by, wallet, other.login, { max_per_day: '1' })).toMatchObject({ status: 200 });
    });
  });
}
