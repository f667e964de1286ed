import { NOTES } from '../../../../lib/domain/transfer.ts';
import {
  aborted,
  begun,
  type GivenTransfer,
  givenTransfer,
  input,
  MOVED,
  NOT_MOVED,
  SUCCESSFUL,
  standing,
} from '../transfers.ts';
import type { Stage } from './stage.ts';

/** Transfers that go through different states. All faults end before the second run. */
const TRANSFERS = [
  { about: 'without faults', amount: 40n, ends: /^SUCCESSFUL$/ },
  { about: 'that the payer cannot afford', amount: 101n, ends: /^INVALID$/ },
  {
    about: 'whose hold on the payee’s shard is not confirmed',
    amount: 40n,
    on: 'reserve',
    ends: /^(FAILED|SUCCESSFUL)$/,
  },
  { about: 'whose commit on the payee’s shard is not confirmed', amount: 40n, on: 'commit', ends: /^SUCCESSFUL$/ },
] as const;

/** A run may die at any time without a trace. The next one continues from what is stored. */
export function deaths(the: Stage): void {
  describe.each(TRANSFERS)('$about', (kind) => {
    async function given(): Promise<GivenTransfer> {
      const transfer = await givenTransfer(the.world, { amount: kind.amount });
      if ('on' in kind) the.world.network.fail('response lost', { walletId: transfer.toId, on: kind.on });
      return transfer;
    }

    it('becomes final in a second run, after whichever state the first one dies', async () => {
      const { path } = await the.runner.run(input(await given()));
      const states = path.filter((state) => state !== 'Done');
      expect(states.length).toBeGreaterThan(5);
      for (const dieAfter of states) {
        const transfer = await given();
        const { end: firstEnd } = await the.runner.run(input(transfer), { dieAfter });
        the.world.heal();
        const { end: secondEnd } = await the.runner.run(input(transfer));
        const { status, open, payer, payee } = await standing(the.world, transfer);
        const moved = status === 'SUCCESSFUL' ? MOVED : NOT_MOVED;
        // The state's name is part of the comparison, so that a failure shows it.
        const found = { dieAfter, ended: [firstEnd, secondEnd], status, open, payer, payee };
        expect(found).toEqual({
          dieAfter,
          ended: ['died', dieAfter === 'Finish' ? 'Already final' : 'Done'],
          status: expect.stringMatching(kind.ends),
          open: false,
          ...moved,
        });
      }
    }, 60_000);
  });

  it('keeps the decision that the dead run has stored', async () => {
    const transfer = await givenTransfer(the.world);
    the.world.network.fail('request lost', { walletId: transfer.toId, on: 'reserve' });
    await the.runner.run(input(transfer), { dieAfter: 'Decide to abort' });
    the.world.heal();
    const { path } = await the.runner.run(input(transfer));
    expect(path).not.toContain('Reserve');
    expect(await standing(the.world, transfer)).toMatchObject({ status: 'FAILED', ...NOT_MOVED });
  });

  describe('and whose deadline has passed when the next run begins', () => {
    async function given(held: { payee: boolean }): Promise<GivenTransfer> {
      const { world } = the;
      const transfer = await givenTransfer(world);
      const { txId: transactionId, fromId, toId } = transfer;
      const deadline = Date.now() - 1000;
      await begun(world, transfer, deadline);
      await world.shards[0].reserve({ transactionId, walletId: fromId, amount: -40n, deadline }, deadline);
      if (held.payee) await world.shards[1].reserve({ transactionId, walletId: toId, amount: 40n, deadline }, deadline);
      return transfer;
    }

    it('succeeds if both shards hold the money already', async () => {
      const transfer = await given({ payee: true });
      await the.runner.run(input(transfer));
      expect(await standing(the.world, transfer)).toMatchObject({ ...SUCCESSFUL, ...MOVED });
    });

    it('is FAILED if only one shard holds the money, and that shard releases it', async () => {
      const transfer = await given({ payee: false });
      await the.runner.run(input(transfer));
      expect(await standing(the.world, transfer)).toMatchObject({
        ...aborted('FAILED', NOTES.limitExceeded),
        ...NOT_MOVED,
      });
    });
  });
}
