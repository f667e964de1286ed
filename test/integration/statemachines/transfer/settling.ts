import { NOTES } from '../../../../lib/domain/transfer.ts';
import { aborted, givenTransfer, input, MOVED, NOT_MOVED, SUCCESSFUL, standing } from '../transfers.ts';
import type { Stage } from './stage.ts';

const SIDES = ['fromId', 'toId'] as const;

/** Shards without a response, or with a server error, after the decision. */
export function settling(the: Stage): void {
  describe.each(SIDES)('when the shard of %s', (side) => {
    it.each(['request lost', 'response lost', 'late', 500, 429] as const)(
      'fails a commit three times (%s), the commit is retried',
      async (fault) => {
        const transfer = await givenTransfer(the.world);
        the.world.network.fail(fault, { walletId: transfer[side], on: 'commit', times: 3 });
        expect(await the.runner.run(input(transfer))).toMatchObject({ end: 'Done' });
        await the.world.network.deliverLate();
        expect(await standing(the.world, transfer)).toMatchObject({ ...SUCCESSFUL, ...MOVED });
      },
    );

    it('loses the response of a rollback, the rollback is retried', async () => {
      const transfer = await givenTransfer(the.world, { amount: 101n });
      the.world.network.fail('response lost', { walletId: transfer[side], on: 'rollback', times: 1 });
      await the.runner.run(input(transfer));
      expect(await standing(the.world, transfer)).toMatchObject({
        ...aborted('INVALID', NOTES.notEnoughFunds),
        ...NOT_MOVED,
      });
    });

    it('is down after COMMIT, the transfer stays PROCESSING and a later run commits', async () => {
      const transfer = await givenTransfer(the.world);
      the.world.network.fail('request lost', { walletId: transfer[side], on: 'commit' });
      expect(await the.runner.run(input(transfer))).toMatchObject({ end: 'NotSettled' });
      const between = await standing(the.world, transfer);
      expect(between).toMatchObject({ status: 'PROCESSING', decision: 'COMMIT', open: true, incoming: false });
      expect(between[side === 'fromId' ? 'payer' : 'payee']).toMatchObject({ holds: 1 });
      expect(between[side === 'fromId' ? 'payee' : 'payer']).toMatchObject({ holds: 0 });

      the.world.heal();
      expect((await the.runner.run(input(transfer))).path).not.toContain('Reserve');
      const after = await standing(the.world, transfer);
      expect(after).toMatchObject({ ...SUCCESSFUL, ...MOVED });
      expect(after.times).toMatchObject(between.times);
    });

    it('is down after ABORT, the transfer stays PROCESSING and a later run rolls back', async () => {
      const transfer = await givenTransfer(the.world);
      const other = transfer[side === 'fromId' ? 'toId' : 'fromId'];
      the.world.network.fail('request lost', { walletId: other, on: 'reserve' });
      the.world.network.fail(500, { walletId: transfer[side], on: 'rollback' });
      expect(await the.runner.run(input(transfer))).toMatchObject({ end: 'NotSettled' });
      const between = await standing(the.world, transfer);
      expect(between).toMatchObject({ status: 'PROCESSING', decision: 'ABORT', open: true, incoming: false });
      expect(between[side === 'fromId' ? 'payer' : 'payee']).toMatchObject({ holds: 1 });

      the.world.heal();
      expect((await the.runner.run(input(transfer))).path).not.toContain('Reserve');
      const after = await standing(the.world, transfer);
      expect(after).toMatchObject({ ...aborted('FAILED', NOTES.limitExceeded), ...NOT_MOVED });
      expect(after.times).toMatchObject(between.times);
    });
  });

  it('keeps the money on hold for as long as a shard is down', async () => {
    const transfer = await givenTransfer(the.world);
    the.world.network.fail('request lost', { walletId: transfer.toId, on: 'commit' });
    for (let attempt = 0; attempt < 3; attempt++) await the.runner.run(input(transfer));
    expect(await standing(the.world, transfer)).toMatchObject({
      status: 'PROCESSING',
      decision: 'COMMIT',
      payer: MOVED.payer,
      payee: { available: 7n, holds: 1 },
    });
  });
}
