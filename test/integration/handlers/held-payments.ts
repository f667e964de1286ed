import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { eventually } from '../../support/environment/eventually.ts';
import type { InProcessWorld } from '../../support/in-process/in-process-world.ts';
import { clientOf } from '../../support/steps/client.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

/** Ends of held payments that take the next sweep, or a capture that has begun and does not go on. */
export function heldPayments(world: () => InProcessWorld): void {
  const given = givenSteps(world);
  const when = whenSteps(world);

  async function held(lifeMs = 86_400_000) {
    const payer = await given.userWithWallet({ shard: 0, money: 100 });
    const payee = await given.userWithWallet({ shard: world().shardCount - 1 });
    const expiresAt = new Date(Date.now() + lifeMs);
    const order = { from: payer.wallet, to: payee.wallet, amount: 40n, expiresAt };
    const { TxID } = await clientOf(world(), payer.user).authorise({ ...order, ...then.patience(world()) });
    return { payer, payee, TxID, expiresAt };
  }

  describe('a held payment', () => {
    it('is given back by the sweeper once it has expired, and both sides see why', async () => {
      const { payer, payee, TxID, expiresAt } = await held(1_500);
      await eventually(async () => Date.now() > expiresAt.getTime());
      await world().invoke('sweep', {});
      const end = { status: 'FAILED', note: 'authorisation expired' };
      expect(await then.isFinal(world, payer.user, payer.wallet, TxID)).toMatchObject({ ...end, amount: '-40' });
      const seen = then.isTransaction(await when.transaction(payee.user, payee.wallet, TxID));
      expect(seen).toMatchObject({ ...end, amount: '+40' });
      then.isProblem(await when.capture(payee.user, payee.wallet, TxID), 409, 'hold_expired');
      then.isProblem(await when.void(payee.user, payee.wallet, TxID), 409, 'hold_expired');
      const { available, reserved } = then.isBalance(await when.balance(payer.user, payer.wallet));
      expect([available, reserved]).toEqual(['100', '0']);
    });

    it('is not voided while a capture of it runs, and both lists say that it is being captured', async () => {
      const { payer, payee, TxID } = await held();
      // As a capture leaves it whose run has died.
      const capture = { n: 1, amount: 40n, deadline: Date.now() + 15_000, state: 'HOLDING' };
      await world().tables.documents.send(
        new UpdateCommand({
          TableName: world().tables.journal,
          Key: { from_id: payer.wallet, tx_id: TxID },
          UpdateExpression: 'SET #capture = :capture, captures = :one',
          ExpressionAttributeNames: { '#capture': 'capture' },
          ExpressionAttributeValues: { ':capture': capture, ':one': 1 },
        }),
      );
      then.isProblem(await when.void(payee.user, payee.wallet, TxID), 409, 'capture_in_progress');
      for (const { user, wallet } of [payer, payee]) {
        await eventually(async () => (await when.holds(user, wallet)).status === 200);
        expect(then.isHolds(await when.holds(user, wallet))).toMatchObject([{ TxID, status: 'capturing' }]);
      }
      expect(then.isTransaction(await when.transaction(payer.user, payer.wallet, TxID))).toMatchObject({
        status: 'PROCESSING',
        note: 'capturing',
      });
    });
  });
}
