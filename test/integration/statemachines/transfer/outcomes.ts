import { NOTES } from '../../../../lib/domain/transfer.ts';
import {
  aborted,
  begun,
  givenTransfer,
  input,
  MOVED,
  NOT_MOVED,
  newWalletId,
  openWallet,
  purse,
  SUCCESSFUL,
  standing,
  store,
} from '../transfers.ts';
import type { Stage } from './stage.ts';

/** The outcomes of a transfer without faults. */
export function outcomes(the: Stage): void {
  it('moves the money from one shard to another', async () => {
    const transfer = await givenTransfer(the.world);
    expect(await the.runner.run(input(transfer))).toMatchObject({ end: 'Done' });
    expect(await standing(the.world, transfer)).toMatchObject({ ...SUCCESSFUL, ...MOVED });
  });

  it('moves the money between two wallets of one shard', async () => {
    const transfer = await givenTransfer(the.world, { toId: await openWallet(the.world, 0, 7n) });
    await the.runner.run(input(transfer));
    expect(await standing(the.world, transfer)).toMatchObject({ ...SUCCESSFUL, ...MOVED });
  });

  it('moves the whole balance', async () => {
    const transfer = await givenTransfer(the.world, { amount: 100n });
    await the.runner.run(input(transfer));
    expect(await standing(the.world, transfer)).toMatchObject({
      ...SUCCESSFUL,
      payer: { available: 0n },
      payee: { available: 107n },
    });
  });

  it('is INVALID if the payer does not have enough money', async () => {
    const transfer = await givenTransfer(the.world, { amount: 101n });
    expect(await the.runner.run(input(transfer))).toMatchObject({ end: 'Done' });
    expect(await standing(the.world, transfer)).toMatchObject({
      ...aborted('INVALID', NOTES.notEnoughFunds),
      ...NOT_MOVED,
    });
  });

  it('is INVALID if the payee’s wallet does not exist', async () => {
    const transfer = await givenTransfer(the.world, { toId: newWalletId(1) });
    await the.runner.run(input(transfer));
    expect(await standing(the.world, transfer)).toMatchObject({
      ...aborted('INVALID', NOTES.noSuchWallet),
      payer: NOT_MOVED.payer,
      payee: 'not there',
    });
  });

  it('is INVALID if the payer’s wallet does not exist on its shard', async () => {
    const transfer = await givenTransfer(the.world, { fromId: newWalletId(0) });
    await the.runner.run(input(transfer));
    expect(await standing(the.world, transfer)).toMatchObject({
      ...aborted('INVALID', NOTES.noSuchWallet),
      payer: 'not there',
      payee: NOT_MOVED.payee,
    });
  });

  it.each<[string, (payee: string) => Parameters<typeof givenTransfer>[1]]>([
    ['the payer lacks the money', () => ({ amount: 101n })],
    ['the payee does not exist', () => ({ toId: newWalletId(1) })],
    [
      'one of two payees does not exist',
      (payee) => ({ credits: [payee, newWalletId(0)].map((toId) => ({ toId, amount: 20n })) }),
    ],
  ])('leaves no hold in any wallet if %s', async (_what, given) => {
    const payee = await openWallet(the.world, 1, 7n);
    const transfer = await givenTransfer(the.world, { toId: payee, ...given(payee) });
    await the.runner.run(input(transfer));
    expect(await standing(the.world, transfer)).toMatchObject({ status: 'INVALID', payer: NOT_MOVED.payer });
    expect(await purse(the.world, payee)).toEqual(NOT_MOVED.payee);
  });

  it('has the payer’s reason if both sides rule it out', async () => {
    const transfer = await givenTransfer(the.world, { toId: newWalletId(1), amount: 101n });
    await the.runner.run(input(transfer));
    expect(await standing(the.world, transfer)).toMatchObject({
      ...aborted('INVALID', NOTES.notEnoughFunds),
      payer: NOT_MOVED.payer,
    });
  });

  it('is FAILED if its deadline passes before the money is held', async () => {
    const transfer = await givenTransfer(the.world);
    await begun(the.world, transfer, Date.now() - 1);
    await the.runner.run(input(transfer));
    expect(await standing(the.world, transfer)).toMatchObject({
      ...aborted('FAILED', NOTES.limitExceeded),
      ...NOT_MOVED,
    });
  });

  it('has its deadline 15 s after its first run begins, however long it was PENDING', async () => {
    const transfer = await givenTransfer(the.world, { now: Date.now() - 3_600_000 });
    await the.runner.run(input(transfer));
    const { times, deadline, ...after } = await standing(the.world, transfer);
    expect(after).toMatchObject({ ...SUCCESSFUL, ...MOVED });
    expect(deadline).toBe(`${times.processing_at}/PT15S`);
  });

  it('keeps its first deadline in every later run', async () => {
    const transfer = await givenTransfer(the.world);
    const first = `${new Date(Date.now() - 60_000).toISOString()}/PT15S`;
    await store(the.world, transfer, { deadline: first });
    await the.runner.run(input(transfer));
    expect(await standing(the.world, transfer)).toMatchObject({
      ...aborted('FAILED', NOTES.limitExceeded),
      ...NOT_MOVED,
      deadline: first,
    });
  });

  describe('that the previous version began, with a deadline in milliseconds,', () => {
    it('succeeds before the deadline', async () => {
      const transfer = await givenTransfer(the.world);
      const deadline = Date.now() + 15_000;
      await store(the.world, transfer, { status: 'PROCESSING', deadline });
      await the.runner.run(input(transfer));
      expect(await standing(the.world, transfer)).toMatchObject({
        ...SUCCESSFUL,
        ...MOVED,
        deadline: BigInt(deadline),
      });
      const wallets = [await the.world.shards[0].get(transfer.fromId), await the.world.shards[1].get(transfer.toId)];
      const tombstones = { [transfer.txId]: deadline };
      expect(wallets).toEqual([expect.objectContaining({ tombstones }), expect.objectContaining({ tombstones })]);
    });

    it('is FAILED after the deadline, and its rollback has the same deadline', async () => {
      const transfer = await givenTransfer(the.world);
      const deadline = Date.now() - 1;
      await store(the.world, transfer, { status: 'PROCESSING', deadline });
      await the.runner.run(input(transfer));
      expect(await standing(the.world, transfer)).toMatchObject({
        ...aborted('FAILED', NOTES.limitExceeded),
        ...NOT_MOVED,
      });
      const payer = await the.world.shards[0].get(transfer.fromId);
      expect(payer?.tombstones).toEqual({ [transfer.txId]: deadline });
    });
  });

  it('stores its timestamps in the order of the steps', async () => {
    const before = new Date().toISOString();
    const transfer = await givenTransfer(the.world);
    await the.runner.run(input(transfer));
    const { times } = await standing(the.world, transfer);
    expect(Object.keys(times)).toEqual(['initiated_at', 'processing_at', 'decided_at', 'finished_at']);
    const inOrder = [before, ...Object.values(times), new Date().toISOString()];
    expect(inOrder).toEqual(inOrder.toSorted());
  });

  it('changes nothing in a run after it is final', async () => {
    for (const amount of [40n, 101n]) {
      const transfer = await givenTransfer(the.world, { amount });
      await the.runner.run(input(transfer));
      const before = await the.world.tables.contents();
      expect(await the.runner.run(input(transfer))).toEqual({ end: 'Already final', path: ['Begin', 'Already final'] });
      expect(await the.world.tables.contents()).toEqual(before);
    }
  });

  it.each(['INVALID', 'FAILED', 'SUCCESSFUL'])('is not begun again if it is %s', async (status) => {
    const transfer = await givenTransfer(the.world);
    await store(the.world, transfer, { status });
    const before = await the.world.tables.contents();
    expect(await the.runner.run(input(transfer))).toMatchObject({ end: 'Already final' });
    expect(await the.world.tables.contents()).toEqual(before);
  });

  it('changes nothing if the journal does not have it', async () => {
    const transfer = await givenTransfer(the.world);
    const before = await the.world.tables.contents();
    await the.runner.run({ ...input(transfer), tx_id: 'unknown' });
    expect(await the.world.tables.contents()).toEqual(before);
    expect(await purse(the.world, transfer.fromId)).toEqual(NOT_MOVED.payer);
  });
}
