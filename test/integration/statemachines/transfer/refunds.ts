import { marshall } from '@aws-sdk/util-dynamodb';
import { NOTES } from '../../../../lib/domain/transfer.ts';
import { matches } from '../../../../lib/local/template/event-pattern.ts';
import { services } from '../../../support/environment/services.ts';
import { aborted, type GivenTransfer, givenTransfer, input, item, openWallet, standing } from '../transfers.ts';
import type { Stage } from './stage.ts';

/** Whether a change to this item is an event. */
function isPublished(changed: Record<string, unknown> = {}): boolean {
  const { patterns } =
    services().orchestrator.streams.find(({ functionName }) => functionName.endsWith('-publish')) ?? {};
  const record = { eventName: 'MODIFY', dynamodb: { NewImage: marshall(changed) } };
  return patterns?.some((pattern) => matches(pattern, record)) ?? false;
}

/** Refunds: a claim on the payment, given back exactly once if the refund does not happen. */
export function refunds(the: Stage): void {
  /** A payment of 40 that has happened, by which the payer has 60 and the payee 47. */
  async function paid(): Promise<GivenTransfer> {
    const payment = await givenTransfer(the.world);
    expect(await the.runner.run(input(payment))).toMatchObject({ end: 'Done' });
    return payment;
  }
  const refundOf = ({ txId, fromId, toId }: GivenTransfer, amount = 40n, to = fromId) =>
    givenTransfer(the.world, { fromId: toId, toId: to, amount, refundOf: txId });
  /** What the payee's row and the payer's item of the payment have of its refunds. */
  const linked = async ({ txId, fromId, toId }: GivenTransfer) => {
    const [row, own] = [await item(the.world, { fromId: toId, txId }), await item(the.world, { fromId, txId })];
    const refundsOf = async (walletId: string) => (await the.world.journal.get(walletId, txId))?.refunds ?? [];
    return {
      left: row?.refundable,
      fence: row?.refund_fence,
      payee: await refundsOf(toId),
      payer: await refundsOf(fromId),
      own,
    };
  };

  it('moves the money back, and links both', async () => {
    const payment = await paid();
    const refund = await refundOf(payment, 15n);
    expect(await the.runner.run(input(refund))).toMatchObject({ end: 'Done' });
    expect(await standing(the.world, refund)).toMatchObject({
      status: 'SUCCESSFUL',
      payer: { available: 32n },
      payee: { available: 75n },
    });
    const link = [{ txId: refund.txId, amount: 15n }];
    expect(await linked(payment)).toMatchObject({ left: 25n, fence: undefined, payee: link, payer: link });
    expect(await the.world.journal.get(payment.fromId, refund.txId)).toMatchObject({ refundOf: payment.txId });
  });

  it('asks no shard if it would exceed the payment, is no payment, or goes to another wallet', async () => {
    const payment = await paid();
    const elsewhere = await openWallet(the.world, 1, 0n);
    const first = await refundOf(payment, 1n);
    await the.runner.run(input(first));
    for (const [refund, note] of [
      [await refundOf(payment, 40n), NOTES.refundExceeds],
      [await refundOf(payment, 1n, elsewhere), NOTES.notRefundable],
      [await refundOf({ ...first, txId: first.txId }, 1n), NOTES.notRefundable],
    ] as const) {
      const before = the.world.network.delivered.filter((call) => call.startsWith('reserve')).length;
      await the.runner.run(input(refund));
      expect(await standing(the.world, refund)).toMatchObject(aborted('INVALID', note));
      expect(the.world.network.delivered.filter((call) => call.startsWith('reserve'))).toHaveLength(before);
    }
    expect(await linked(payment)).toMatchObject({ left: 39n, payee: [{ txId: first.txId }] });
  });

  it('gives back what it has claimed if a shard refuses or does not respond', async () => {
    const payment = await paid();
    await the.runner.run(input(await givenTransfer(the.world, { fromId: payment.toId, amount: 20n })));
    const poor = await refundOf(payment);
    await the.runner.run(input(poor));
    expect(await standing(the.world, poor)).toMatchObject(aborted('INVALID', NOTES.notEnoughFunds));
    the.world.network.fail('response lost', { walletId: payment.fromId, on: 'reserve' });
    const silent = await refundOf(payment, 5n);
    await the.runner.run(input(silent));
    expect(await standing(the.world, silent)).toMatchObject(aborted('FAILED', NOTES.limitExceeded));
    expect(await linked(payment)).toMatchObject({ left: 40n, payee: [], payer: [] });
    the.world.heal();
    const done = await refundOf(payment, 27n);
    await the.runner.run(input(done));
    expect(await standing(the.world, done)).toMatchObject({ status: 'SUCCESSFUL' });
    expect(await linked(payment)).toMatchObject({ left: 13n, payer: [{ txId: done.txId, amount: 27n }] });
  });

  it.each(['Begin', 'Reserve', 'Decide to commit', 'Settle'])(
    'happens once when a run dies after %s and two more follow',
    async (dieAfter) => {
      const payment = await paid();
      const refund = await refundOf(payment, 15n);
      await the.runner.run(input(refund), { dieAfter });
      await Promise.all([the.runner.run(input(refund)), the.other.run(input(refund))]);
      expect(await standing(the.world, refund)).toMatchObject({ status: 'SUCCESSFUL', payee: { available: 75n } });
      expect(await linked(payment)).toMatchObject({ left: 25n, payer: [{ txId: refund.txId, amount: 15n }] });
    },
  );

  it('leaves the event of a payment that is not final at its payer yet', async () => {
    const payment = await givenTransfer(the.world);
    // The payee's row is final before the payer's item.
    await the.runner.run(input(payment), { dieAfter: 'Settle' });
    const refund = await refundOf(payment, 15n);
    await the.runner.run(input(refund));
    expect(await linked(payment)).toMatchObject({ own: { status: 'PROCESSING' }, payer: [{ txId: refund.txId }] });
    await the.runner.run(input(payment));
    expect(isPublished((await linked(payment)).own)).toBe(true);
    await the.runner.run(input(await refundOf(payment, 5n)));
    expect(isPublished((await linked(payment)).own)).toBe(false);
  });

  it('of a payment of the version before has all of its amount to give back', async () => {
    const payment = await paid();
    expect(Object.keys((await linked(payment)).own ?? {}).filter((name) => name.includes('refund'))).toEqual([]);
    const refund = await refundOf(payment);
    await the.runner.run(input(refund));
    expect(await linked(payment)).toMatchObject({ left: 0n, payee: [{ amount: 40n }] });
  });
}
