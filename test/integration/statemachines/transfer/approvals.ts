import { deadlineFrom } from '../../../../lib/domain/deadline.ts';
import { NOTES } from '../../../../lib/domain/transfer.ts';
import { Captures, type ManualTransfer } from '../../../../lib/store/journal/captures.ts';
import { ShardControls } from '../../../../lib/store/shard-controls.ts';
import {
  type GivenTransfer,
  givenTransfer,
  input,
  item,
  newWalletId,
  openWallet,
  purse,
  standing,
} from '../transfers.ts';
import type { Stage } from './stage.ts';

const DAY_MS = 86_400_000;
const ASKER = 'ann';
const WAITING = {
  status: 'PROCESSING',
  decision: undefined,
  open: true,
  incoming: false,
  payer: { available: 60n, reserved: 40n, holds: 1 },
  payee: { available: 7n, reserved: 0n, holds: 0 },
} as const;
const GIVEN_BACK = {
  status: 'FAILED',
  decision: 'ABORT',
  open: false,
  incoming: false,
  payer: { available: 100n, reserved: 0n, holds: 0 },
  payee: { available: 7n, reserved: 0n, holds: 0 },
} as const;
const MOVED = { payer: { available: 60n, reserved: 0n, holds: 0 }, payee: { available: 47n, reserved: 0n } } as const;

/** Money that is held until a second person decides. */
export function approvals(the: Stage): void {
  const store = () => new Captures(the.world.tables.documents, the.world.tables.journal);
  const given = (more: Parameters<typeof givenTransfer>[1] = {}) =>
    givenTransfer(the.world, { expiresAt: Date.now() + DAY_MS, approval: { askedBy: ASKER }, ...more });
  const run = (transfer: GivenTransfer, dieAfter?: string) => the.runner.run(input(transfer), { dieAfter });

  async function found({ fromId, txId }: GivenTransfer): Promise<ManualTransfer> {
    const transfer = await store().get(fromId, txId);
    if (!transfer) throw new Error('no such transfer');
    return transfer;
  }
  async function waiting(more: Parameters<typeof givenTransfer>[1] = {}): Promise<GivenTransfer> {
    const transfer = await given(more);
    expect(await run(transfer)).toMatchObject({ end: 'Authorised' });
    return transfer;
  }
  const times = () => ({ now: Date.now(), deadline: deadlineFrom(Date.now()) });
  const approve = async (transfer: GivenTransfer, by = 'bob') => store().approve(await found(transfer), by, times());

  it('holds the debit in a wallet that refuses it without an approval, and shows its payee nothing', async () => {
    const fromId = await openWallet(the.world, 0, 100n);
    await new ShardControls(the.world.tables.documents, the.world.tables.shardWallets[0]).change(
      fromId,
      { by: 'owner', change: { approvalAbove: 39n } },
      Date.now(),
    );
    const refused = await givenTransfer(the.world, { fromId });
    expect(await run(refused)).toMatchObject({ end: 'Done' });
    expect(await standing(the.world, refused)).toMatchObject({
      ...GIVEN_BACK,
      status: 'INVALID',
      note: NOTES.approvalNeeded,
    });
    const transfer = await waiting({ fromId });
    expect(await standing(the.world, transfer)).toMatchObject(WAITING);
    const own = await item(the.world, transfer);
    expect(own).toMatchObject({ due_at: BigInt(Date.parse(String(own?.expires_at))), awaits: 'approval' });
    expect(await run(transfer)).toMatchObject({ end: 'Authorised' });
    expect(await standing(the.world, transfer)).toMatchObject(WAITING);
  });

  it('moves all of the money once it is approved, and twice is no more', async () => {
    const transfer = await waiting();
    expect(await approve(transfer)).toMatchObject({ done: true });
    expect(await approve(transfer, 'cora')).toMatchObject({ done: false });
    await Promise.all([run(transfer), the.other.run(input(transfer))]);
    expect(await standing(the.world, transfer)).toMatchObject({ ...MOVED, status: 'SUCCESSFUL', incoming: true });
    expect(await item(the.world, transfer)).toMatchObject({ approved_by: 'bob' });
    const row = await item(the.world, { fromId: transfer.toId, txId: transfer.txId });
    expect(row).toMatchObject({ status: 'SUCCESSFUL', amount: 40n });
    for (const own of ['manual', 'approval_by', 'approved_by', 'expires_at', 'authorised_at'])
      expect(row).not.toHaveProperty(own);
  });

  it('is approved neither by who asked for it, nor before its money is held, nor after it has expired', async () => {
    const early = await given();
    expect(await approve(early)).toMatchObject({ done: false });
    const transfer = await waiting();
    expect(await approve(transfer, ASKER)).toMatchObject({ done: false });
    const late = { now: Date.now() + 2 * DAY_MS, deadline: 0 };
    expect(await store().approve(await found(transfer), 'bob', late)).toMatchObject({ done: false });
    expect(await standing(the.world, transfer)).toMatchObject(WAITING);
  });

  it('cannot be captured or voided by its payee', async () => {
    const transfer = await waiting();
    expect(await store().claim(await found(transfer), 40n, times())).toMatchObject({ done: false });
    expect(await store().end(await found(transfer), 'voided', Date.now())).toMatchObject({ done: false });
    expect(await standing(the.world, transfer)).toMatchObject(WAITING);
  });

  it('gives the money back once it is rejected, and its payee never sees it', async () => {
    const transfer = await waiting();
    expect(await store().reject(await found(transfer), ASKER, Date.now())).toMatchObject({ done: true });
    expect(await approve(transfer)).toMatchObject({ done: false });
    expect(await run(transfer)).toMatchObject({ end: 'Done' });
    expect(await standing(the.world, transfer)).toMatchObject({ ...GIVEN_BACK, note: NOTES.rejected });
  });

  it('ends by the run that finds it expired, and by no rejection that comes later', async () => {
    const transfer = await given({ expiresAt: Date.now() - 1 });
    expect(await run(transfer)).toMatchObject({ end: 'Done' });
    expect(await standing(the.world, transfer)).toMatchObject({ ...GIVEN_BACK, note: NOTES.notApproved });
    expect(await store().reject(await found(transfer), 'bob', Date.now())).toMatchObject({ done: false });
  });

  it('has one end of an approval, a rejection and its expiry at the same time', async () => {
    for (let n = 0; n < 5; n++) {
      const transfer = await waiting();
      const seen = await found(transfer);
      const now = Date.now();
      const ends = await Promise.all([
        store().approve(seen, 'bob', times()),
        store().approve(seen, 'cora', times()),
        store().reject(seen, 'cora', now),
        store().end(seen, 'notApproved', now + 2 * DAY_MS),
      ]);
      expect(ends.filter(({ done }) => done)).toHaveLength(1);
      await Promise.all([run(transfer), the.other.run(input(transfer))]);
      const [first, second] = ends;
      const moves = first?.done || second?.done;
      expect(await standing(the.world, transfer)).toMatchObject(moves ? MOVED : GIVEN_BACK);
    }
  });

  it('moves its money later, without another approval, if the payee’s shard did not respond', async () => {
    const transfer = await waiting();
    await approve(transfer);
    the.world.network.fail('response lost', { walletId: transfer.toId, on: 'reserve' });
    expect(await run(transfer)).toMatchObject({ end: 'Authorised' });
    const released = await item(the.world, transfer);
    expect(released).not.toHaveProperty('capture');
    // It does not wait until it expires: the sweeper restarts it.
    expect(Number(released?.due_at)).toBeLessThan(Date.now() + DAY_MS / 2);
    expect(await store().reject(await found(transfer), 'cora', Date.now())).toMatchObject({ done: false });
    the.world.heal();
    await the.world.network.deliverLate();
    await Promise.all([run(transfer), the.other.run(input(transfer))]);
    expect(await standing(the.world, transfer)).toMatchObject({ ...MOVED, status: 'SUCCESSFUL' });
  });

  it('gives the money back if the payee’s shard is away until it expires, although it was approved', async () => {
    const transfer = await waiting({ expiresAt: Date.now() + 1_500 });
    await approve(transfer);
    the.world.network.fail('request lost', { walletId: transfer.toId, on: ['reserve', 'rollback'] });
    await run(transfer);
    the.world.heal();
    expect(await run(transfer)).toMatchObject({ end: 'Authorised' });
    const { transfer: seen } = await found(transfer);
    await store().end({ transfer: seen }, 'expired', Date.now() + DAY_MS);
    expect(await run(transfer)).toMatchObject({ end: 'Done' });
    expect(await standing(the.world, transfer)).toMatchObject({ ...GIVEN_BACK, note: NOTES.expired });
  });

  it('pays several payees all or nothing', async () => {
    const [one, two] = [await openWallet(the.world, 1, 7n), await openWallet(the.world, 0, 0n)];
    const to = (second: string) => [
      { toId: one, amount: 25n },
      { toId: second, amount: 15n },
    ];
    const nothing = await waiting({ credits: to(newWalletId(0)) });
    await approve(nothing);
    expect(await run(nothing)).toMatchObject({ end: 'Done' });
    expect(await standing(the.world, nothing)).toMatchObject({ ...GIVEN_BACK, status: 'INVALID' });
    const all = await waiting({ credits: to(two) });
    await approve(all);
    expect(await run(all, 'Decide to capture')).toMatchObject({});
    await run(all);
    expect(await purse(the.world, all.fromId)).toMatchObject({ available: 60n, holds: 0 });
    expect(await purse(the.world, one)).toMatchObject({ available: 32n, holds: 0 });
    expect(await purse(the.world, two)).toMatchObject({ available: 15n, holds: 0 });
    for (const fromId of [one, two])
      expect(await item(the.world, { fromId, txId: all.txId })).toMatchObject({ status: 'SUCCESSFUL' });
  });
}
