import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { deadlineFrom } from '../../../../lib/domain/deadline.ts';
import { type TimelineEntry, timelineOf } from '../../../../lib/domain/timeline.ts';
import { sizeOf } from '../../../../lib/local/database/values/item-size.ts';
import { readItem } from '../../../../lib/local/database/values/values.ts';
import { type GivenTransfer, givenTransfer, input, newWalletId, openWallet, standing, store } from '../transfers.ts';
import { Turns } from '../turns.ts';
import type { Stage } from './stage.ts';

const COMMITTED = ['PENDING', 'PROCESSING', 'held debit 0', 'held credit 1', 'COMMIT'];
const SETTLED = ['settled debit 0', 'settled credit 1'];

/** When each side is held and settled, as the timeline of a transfer shows it. */
export function timelines(the: Stage): void {
  async function timeline({ fromId, txId }: GivenTransfer): Promise<TimelineEntry[]> {
    const transfer = await the.world.journal.get(fromId, txId);
    return transfer ? timelineOf(transfer) : [];
  }

  /** The entries in words. Sides that were answered at the same time are in the order of `words`. */
  async function story(transfer: GivenTransfer): Promise<string[]> {
    const entries = await timeline(transfer);
    const times = entries.map(({ at }) => at);
    expect(times).toEqual(times.toSorted());
    return entries.map(inWords);
  }

  const stored = async (transfer: GivenTransfer) => {
    const { fromId: from_id, txId: tx_id } = transfer;
    const { journal: TableName } = the.world.tables;
    return (await the.world.tables.documents.send(new GetCommand({ TableName, Key: { from_id, tx_id } }))).Item;
  };

  it('has the hold and the settling of both sides, with their shards', async () => {
    const transfer = await givenTransfer(the.world);
    await the.runner.run(input(transfer));
    const found = await story(transfer);
    expect(found.toSorted()).toEqual([...COMMITTED, ...SETTLED, 'SUCCESSFUL'].toSorted());
    expect([found[4], found.at(-1)]).toEqual(['COMMIT', 'SUCCESSFUL']);
  });

  it('says which side was held and which was refused', async () => {
    const tooMuch = await givenTransfer(the.world, { amount: 101n });
    await the.runner.run(input(tooMuch));
    const sides = (await story(tooMuch)).slice(2, 4);
    expect(sides.toSorted()).toEqual(['held credit 1', 'refused debit 0']);

    const noPayee = await givenTransfer(the.world, { toId: newWalletId(1) });
    await the.runner.run(input(noPayee));
    const found = await story(noPayee);
    expect(found.slice(2, 4).toSorted()).toEqual(['held debit 0', 'refused credit 1']);
    expect(found.slice(5, 7).toSorted()).toEqual([...SETTLED].toSorted());
  });

  it('says that a side whose shard gave no response is unconfirmed', async () => {
    const transfer = await givenTransfer(the.world);
    the.world.network.fail('response lost', { walletId: transfer.toId, on: 'reserve' });
    await the.runner.run(input(transfer));
    const found = await story(transfer);
    expect(found.slice(2, 4).toSorted()).toEqual(['held debit 0', 'unconfirmed credit']);
    expect(found[4]).toBe('ABORT');
  });

  describe('of a credit that waits for its debit', () => {
    async function givenWaiting(): Promise<GivenTransfer> {
      const toId = await openWallet(the.world, 1, 0n);
      const deadline = deadlineFrom(Date.now());
      const others = Array.from({ length: 100 }, (_, n) => ({ transactionId: `open-${n}`, walletId: toId, deadline }));
      await Promise.all(others.map((other) => the.world.shards[1].reserve({ ...other, amount: 1n }, Date.now())));
      return givenTransfer(the.world, { toId });
    }

    it('has the hold of the credit after that of the debit', async () => {
      const transfer = await givenWaiting();
      const { path } = await the.runner.run(input(transfer));
      expect(path).toContain('Decide to commit');
      expect((await story(transfer)).slice(0, 5)).toEqual(COMMITTED);
    });

    it('is unconfirmed if its shard gives no response to the second request', async () => {
      const transfer = await givenWaiting();
      the.world.network.onDelivered = (line) => {
        if (line === `reserve ${transfer.toId} 429`)
          the.world.network.fail('request lost', { walletId: transfer.toId, on: 'reserve' });
      };
      await the.runner.run(input(transfer));
      const found = await story(transfer);
      expect(found.slice(2, 4).toSorted()).toEqual(['held debit 0', 'unconfirmed credit']);
    });
  });

  it('keeps the holds of the run that decided, and the settling of the run that finished', async () => {
    for (const amount of [40n, 101n]) {
      const transfer = await givenTransfer(the.world, { amount });
      const turns = new Turns([the.runner, the.other], input(transfer));
      // Both have asked both shards.
      for (let n = 0; n < 2; n++) for (const run of [0, 1]) await turns.step(run);
      await turns.step(0);
      const { held } = { ...(await stored(transfer)) };
      expect(held).toEqual(expect.stringContaining('"at"'));
      await turns.finish(1);
      const { settled } = { ...(await stored(transfer)) };
      await turns.finish(0);
      expect(await stored(transfer)).toMatchObject({ held, settled });
      the.world.heal();
    }
  });

  it('says that a side was settled earlier, for a run that a shard kept from finishing', async () => {
    const transfer = await givenTransfer(the.world);
    the.world.network.fail('request lost', { walletId: transfer.toId, on: 'commit' });
    expect(await the.runner.run(input(transfer))).toMatchObject({ end: 'NotSettled' });
    the.world.heal();
    expect(await story(transfer)).toHaveLength(5);
    await the.runner.run(input(transfer));
    const settled = (await story(transfer)).slice(5, 7).toSorted();
    expect(settled).toEqual(['settled credit 1', 'settled debit 0 earlier']);
  });

  it('has no holds of a run that finds a decision stored without them', async () => {
    for (const [amount, decision] of [
      [40n, { decision: 'COMMIT', outcome: 'SUCCESSFUL' }],
      [101n, { decision: 'ABORT', outcome: 'INVALID', note: 'the reason of the other run' }],
    ] as const) {
      const transfer = await givenTransfer(the.world, { amount });
      const state = decision.decision === 'COMMIT' ? 'Decide to commit' : 'Decide to abort';
      the.runner.database.before(state, () =>
        store(the.world, transfer, { ...decision, decided_at: new Date().toISOString() }),
      );
      const { path, end } = await the.runner.run(input(transfer));
      expect([path.includes('Read the decision'), end]).toEqual([true, 'Done']);
      expect((await story(transfer)).filter((entry) => entry.startsWith('held'))).toEqual([]);
      expect(await standing(the.world, transfer)).toMatchObject({ status: decision.outcome, open: false });
    }
  });

  it('takes so few bytes that the item of a transfer stays well below 1 KB, which is one write capacity unit', async () => {
    const fromId = await openWallet(the.world, 0, 100n);
    const toId = await openWallet(the.world, 1, 0n);
    const transfer = await givenTransfer(the.world, { fromId, toId, texts: { reference: 'INV-2026-11-000118' } });
    await the.runner.run(input(transfer));
    const item = await stored(transfer);
    const size = sizeOf(readItem(marshall(item), 'Item'));
    // Two ids of 20 digits in place of those of this test.
    const longer = 2 * 20 - (fromId.length + toId.length);
    expect(size).toBeGreaterThan(400);
    expect(size + longer).toBeLessThan(650);
  });
}

function inWords(entry: TimelineEntry): string {
  if ('status' in entry) return entry.status;
  if ('decision' in entry) return entry.decision;
  if ('approval' in entry) return `${entry.approval} by ${entry.by}`;
  const where = 'shard' in entry ? ` ${entry.shard}` : '';
  return `${entry.event} ${entry.side}${where}${'earlier' in entry && entry.earlier ? ' earlier' : ''}`;
}
