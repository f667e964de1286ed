import { NOTES } from '../../../lib/domain/transfer.ts';
import {
  aborted,
  givenTransfer,
  input,
  MOVED,
  NOT_MOVED,
  newWalletId,
  openWallet,
  SUCCESSFUL,
  standing,
} from '../transfers.ts';
import type { Stage } from './stage.ts';

const FAILED = { ...aborted('FAILED', NOTES.limitExceeded), ...NOT_MOVED };
const SIDES = ['fromId', 'toId'] as const;

/** Shards that give no answer, or a bad one, while the money is being held. */
export function outages(the: Stage): void {
  describe.each(SIDES)('when the shard of %s', (side) => {
    it.each(['request lost', 'answer lost', 500, 429] as const)('keeps failing (%s), it is FAILED', async (fault) => {
      const transfer = await givenTransfer(the.world);
      the.world.network.fail(fault, { walletId: transfer[side], on: 'reserve' });
      expect(await the.runner.run(input(transfer))).toMatchObject({ end: 'Done' });
      expect(await standing(the.world, transfer)).toMatchObject(FAILED);
    });

    it.each(['request lost', 'late', 500, 429] as const)('fails twice (%s), it is tried again', async (fault) => {
      const transfer = await givenTransfer(the.world);
      the.world.network.fail(fault, { walletId: transfer[side], on: 'reserve', times: 2 });
      await the.runner.run(input(transfer));
      expect(await standing(the.world, transfer)).toMatchObject({ ...SUCCESSFUL, ...MOVED });
      await the.world.network.deliverLate();
      expect(await standing(the.world, transfer)).toMatchObject({ ...SUCCESSFUL, ...MOVED });
    });

    it('loses an answer, the next attempt finds the same hold', async () => {
      const transfer = await givenTransfer(the.world);
      the.world.network.fail('answer lost', { walletId: transfer[side], on: 'reserve', times: 1 });
      await the.runner.run(input(transfer));
      const held = the.world.network.delivered.filter((line) => line === `reserve ${transfer[side]} 200`);
      expect(held).toHaveLength(2);
      expect(await standing(the.world, transfer)).toMatchObject({ ...SUCCESSFUL, ...MOVED });
    });

    it('gets the reserve only after the end, it refuses it', async () => {
      const transfer = await givenTransfer(the.world);
      the.world.network.fail('late', { walletId: transfer[side], on: 'reserve' });
      await the.runner.run(input(transfer));
      await the.world.network.deliverLate();
      expect(the.world.network.delivered).toContain(`reserve ${transfer[side]} 409`);
      expect(await standing(the.world, transfer)).toMatchObject(FAILED);
    });
  });

  it('is FAILED if neither shard answers', async () => {
    const transfer = await givenTransfer(the.world);
    for (const side of SIDES) the.world.network.fail('request lost', { walletId: transfer[side], on: 'reserve' });
    await the.runner.run(input(transfer));
    expect(await standing(the.world, transfer)).toMatchObject(FAILED);
  });

  it('is INVALID if one side refuses and the other gives no answer', async () => {
    const noPayee = await givenTransfer(the.world, { toId: newWalletId(1) });
    the.world.network.fail('request lost', { walletId: noPayee.fromId, on: 'reserve' });
    await the.runner.run(input(noPayee));
    expect(await standing(the.world, noPayee)).toMatchObject(aborted('INVALID', NOTES.noSuchWallet));

    const tooMuch = await givenTransfer(the.world, { amount: 101n });
    the.world.network.fail('request lost', { walletId: tooMuch.toId, on: 'reserve' });
    await the.runner.run(input(tooMuch));
    expect(await standing(the.world, tooMuch)).toMatchObject({
      ...aborted('INVALID', NOTES.notEnoughFunds),
      ...NOT_MOVED,
    });
  });

  describe('when a wallet is full', () => {
    it('is tried again, and goes on when there is room', async () => {
      const { transfer, full, makeRoom } = await givenFullPayee();
      the.runner.schedule = async (act) => {
        if (the.world.network.delivered.includes(full)) await makeRoom();
        return act();
      };
      await the.runner.run(input(transfer));
      expect(the.world.network.delivered).toContain(full);
      expect(await standing(the.world, transfer)).toMatchObject({ ...SUCCESSFUL, payer: MOVED.payer });
    });

    it('is FAILED if it stays full', async () => {
      const { transfer, full } = await givenFullPayee();
      await the.runner.run(input(transfer));
      expect(the.world.network.delivered.filter((line) => line === full)).toHaveLength(3);
      expect(await standing(the.world, transfer)).toMatchObject({
        ...aborted('FAILED', NOTES.limitExceeded),
        payer: NOT_MOVED.payer,
      });
    });

    async function givenFullPayee() {
      const deadline = Date.now() + 60_000;
      const walletId = await openWallet(the.world, 1, 0n);
      const shard = the.world.shards[1];
      const hold = (n: number) =>
        shard.reserve({ transactionId: `open-${n}`, walletId, amount: 1n, deadline }, Date.now());
      await Promise.all(Array.from({ length: 200 }, (_, n) => hold(n)));
      const transfer = await givenTransfer(the.world, { toId: walletId });
      const makeRoom = () => shard.rollback(walletId, 'open-0', deadline, Date.now());
      return { transfer, full: `reserve ${walletId} 429`, makeRoom };
    }
  });
}
