import { randomUUID } from 'node:crypto';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { freshWalletId } from '../wallet-ids.ts';
import { type TransferRequest, when as whenSteps } from '../when.ts';
import type { World } from '../world.ts';

/** Transfers that a request waits for. */
export function waitingContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);

  describe('POST /api/user/do_transaction with Prefer: wait', () => {
    /** A payer with 100 on shard 0 and a payee on the last shard. */
    async function pair() {
      const payer = await given.userWithWallet({ shard: 0, money: 100 });
      const payee = await given.userWithWallet({ shard: world().shardCount - 1 });
      const pay = (prefer: string, more: Partial<TransferRequest> = {}, key?: string) =>
        when.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: '40', ...more }, key, prefer);
      return { payer, payee, pay };
    }

    it('responds with the final transfer, which both sides can read', async () => {
      const { payer, payee, pay } = await pair();
      const response = await pay('wait=10', { reference: 'tea' });
      expect(response.headers).toMatchObject({ 'preference-applied': 'wait=10' });
      const done = then.isTransaction(response);
      expect(done).toMatchObject({ status: 'SUCCESSFUL', amount: '-40', reference: 'tea', wallet_id: payer.wallet });
      expect(then.isTransaction(await when.transaction(payer.user, payer.wallet, done.TxID))).toEqual(done);
      const seen = then.isTransaction(await when.transaction(payee.user, payee.wallet, done.TxID));
      expect(seen).toMatchObject({ status: 'SUCCESSFUL', amount: '+40' });
      expect(then.isBalance(await when.balance(payer.user, payer.wallet))).toMatchObject({
        balance: '60',
        reserved: '0',
      });
    });

    it('responds with a transfer that ended INVALID, and says why', async () => {
      const { payer, pay } = await pair();
      expect(then.isTransaction(await pay('wait=10', { amount: '101' }))).toMatchObject({
        status: 'INVALID',
        note: 'not enough funds in the wallet',
      });
      const to = freshWalletId({ shardCount: world().shardCount });
      expect(then.isTransaction(await pay('wait=10', { to }))).toMatchObject({
        status: 'INVALID',
        note: 'no such wallet',
      });
      expect(then.isBalance(await when.balance(payer.user, payer.wallet))).toMatchObject({ balance: '100' });
    });

    it('applies a longer wait as 10 s', async () => {
      const { pay } = await pair();
      const response = await pay('respond-async, wait=3600');
      then.isTransaction(response);
      expect(response.headers).toMatchObject({ 'preference-applied': 'wait=10' });
    });

    it('responds as usual to a preference that it does not understand', async () => {
      const { payer, pay } = await pair();
      for (const prefer of ['wait=soon', 'wait=0', 'return=minimal']) {
        const response = await pay(prefer, { amount: '1' });
        expect(response.headers).not.toHaveProperty('preference-applied');
        await then.isFinal(world, payer.user, payer.wallet, then.isAccepted(response));
      }
    });

    it('responds to a repeated key with the transfer of the first request, and pays once', async () => {
      const { payer, pay } = await pair();
      const key = randomUUID();
      const first = then.isTransaction(await pay('wait=10', {}, key));
      expect(then.isTransaction(await pay('wait=10', {}, key))).toEqual(first);
      expect(then.isBalance(await when.balance(payer.user, payer.wallet))).toMatchObject({ balance: '60' });
    });

    it('responds once under a key that many clients send at once: one waits, the others get its transfer', async () => {
      const { payer, pay } = await pair();
      const key = randomUUID();
      const responses = await Promise.all(Array.from({ length: 8 }, () => pay('wait=10', {}, key)));
      const ids = responses.map(({ status, body }) => [status, Object(body).TxID]);
      expect(ids.filter(([status]) => status === 200)).not.toEqual([]);
      expect(new Set(ids.map(([, TxID]) => TxID)).size).toBe(1);
      await then.isFinal(world, payer.user, payer.wallet, String(ids[0]?.[1]));
      expect(then.isBalance(await when.balance(payer.user, payer.wallet))).toMatchObject({ balance: '60' });
    });
  });
}
