import { deadlineFrom } from '../../../../lib/domain/deadline.ts';
import { NOTES } from '../../../../lib/domain/transfer.ts';
import { Captures, type ManualTransfer } from '../../../../lib/store/journal/captures.ts';
import { type GivenTransfer, givenTransfer, input, item, newWalletId, purse, standing } from '../transfers.ts';
import type { Stage } from './stage.ts';

const DAY_MS = 86_400_000;
const AUTHORISED = {
  status: 'PROCESSING',
  decision: undefined,
  open: true,
  incoming: true,
  payer: { available: 60n, reserved: 40n, holds: 1 },
  payee: { available: 7n, reserved: 0n, holds: 0 },
} as const;
const GIVEN_BACK = { decision: 'ABORT', open: false, payer: { available: 100n, reserved: 0n, holds: 0 } } as const;

/** Money that is held until its payee captures it, voids it, or it expires. */
export function captures(the: Stage): void {
  const store = () => new Captures(the.world.tables.documents, the.world.tables.journal);
  const given = (more: Parameters<typeof givenTransfer>[1] = {}) =>
    givenTransfer(the.world, { expiresAt: Date.now() + DAY_MS, ...more });
  const run = (transfer: GivenTransfer, dieAfter?: string) => the.runner.run(input(transfer), { dieAfter });

  async function found({ fromId, txId }: GivenTransfer): Promise<ManualTransfer> {
    const transfer = await store().get(fromId, txId);
    if (!transfer) throw new Error('no such transfer');
    return transfer;
  }
  async function authorised(more: Parameters<typeof givenTransfer>[1] = {}): Promise<GivenTransfer> {
    const transfer = await given(more);
    expect(await run(transfer)).toMatchObject({ end: 'Authorised' });
    return transfer;
  }
  const claim = async (transfer: GivenTransfer, amount = 40n) =>
    store().claim(await found(transfer), amount, { now: Date.now(), deadline: deadlineFrom(Date.now()) });
  const rowOf = ({ txId, toId }: GivenTransfer) => item(the.world, { fromId: toId, txId });

  it('holds the debit alone, is in the payee’s list, and waits until it expires', async () => {
    const transfer = await authorised();
    expect(await standing(the.world, transfer)).toMatchObject(AUTHORISED);
    const own = await item(the.world, transfer);
    expect(own).toMatchObject({ due_at: BigInt(Date.parse(String(own?.expires_at))), holding: transfer.txId });
    expect(await rowOf(transfer)).toMatchObject({ status: 'PROCESSING', amount: 40n, holding: transfer.txId });
    // A duplicate run finds nothing to do.
    expect(await run(transfer)).toMatchObject({ end: 'Authorised' });
    expect(await standing(the.world, transfer)).toMatchObject(AUTHORISED);
  });

  it('is not authorised if the payer lacks the funds: no hold is left, and the payee sees nothing', async () => {
    const transfer = await given({ amount: 101n });
    expect(await run(transfer)).toMatchObject({ end: 'Done' });
    expect(await standing(the.world, transfer)).toMatchObject({ ...GIVEN_BACK, status: 'INVALID', incoming: false });
  });

  it.each([40n, 15n])('moves what is captured (%d of 40), and gives the rest back', async (amount) => {
    const transfer = await authorised();
    await claim(transfer, amount);
    expect(await run(transfer)).toMatchObject({ end: 'Done' });
    expect(await standing(the.world, transfer)).toMatchObject({
      status: 'SUCCESSFUL',
      open: false,
      payer: { available: 100n - amount, reserved: 0n, holds: 0 },
      payee: { available: 7n + amount, holds: 0 },
    });
    const row = await rowOf(transfer);
    expect(row).toMatchObject({ status: 'SUCCESSFUL', amount });
    expect(row).not.toHaveProperty('holding');
    expect(await item(the.world, transfer)).not.toHaveProperty('holding');
  });

  it('is pending on no side once it is captured, also if its run dies on the way', async () => {
    for (const dieAfter of [undefined, 'Decide to capture', 'Settle']) {
      const transfer = await authorised();
      await claim(transfer, 30n);
      await run(transfer, dieAfter);
      if (dieAfter !== undefined) await run(transfer);
      for (const shown of [await item(the.world, transfer), await rowOf(transfer)]) {
        expect(shown).toMatchObject({ status: 'SUCCESSFUL' });
        for (const left of ['holding', 'open', 'due_at']) expect(shown).not.toHaveProperty(left);
      }
    }
  });

  it('cannot be claimed for more than is held, a second time, after it has expired, or once it is decided', async () => {
    const transfer = await authorised();
    expect(await claim(transfer, 41n)).toMatchObject({ done: false });
    const late = { now: Date.now() + 2 * DAY_MS, deadline: 0 };
    expect(await store().claim(await found(transfer), 1n, late)).toMatchObject({ done: false });
    const before = await found(transfer);
    expect(await claim(transfer, 10n)).toMatchObject({ done: true });
    const now = Date.now();
    expect(await store().claim(before, 20n, { now, deadline: deadlineFrom(now) })).toMatchObject({ done: false });
    expect(await store().end(await found(transfer), 'voided', now)).toMatchObject({ done: false });
    expect(await store().end(await found(transfer), 'expired', now + 2 * DAY_MS)).toMatchObject({ done: false });
    await run(transfer);
    expect(await claim(transfer, 10n)).toMatchObject({ done: false });
    expect(await purse(the.world, transfer.toId)).toMatchObject({ available: 17n });
  });

  it.each(['voided', 'expired'] as const)('that is %s gives all of the money back, once', async (how) => {
    const transfer = await authorised();
    const now = Date.now() + (how === 'expired' ? 2 * DAY_MS : 0);
    expect(await store().end(await found(transfer), how, now)).toMatchObject({ done: true });
    expect(await run(transfer)).toMatchObject({ end: 'Done' });
    expect(await run(transfer)).toMatchObject({ end: 'Already final' });
    expect(await standing(the.world, transfer)).toMatchObject({ ...GIVEN_BACK, status: 'FAILED', note: NOTES[how] });
    expect(await rowOf(transfer)).toMatchObject({ status: 'FAILED', note: NOTES[how] });
    expect(await claim(transfer)).toMatchObject({ done: false });
    expect(await purse(the.world, transfer.toId)).toMatchObject({ available: 7n });
  });

  it('expires by the run that finds it expired', async () => {
    const transfer = await given({ expiresAt: Date.now() - 1 });
    expect(await run(transfer)).toMatchObject({ end: 'Done' });
    expect(await standing(the.world, transfer)).toMatchObject({ ...GIVEN_BACK, note: NOTES.expired });
  });

  it('can be captured again if the payee’s shard did not respond to the first capture', async () => {
    const transfer = await authorised();
    await claim(transfer, 30n);
    the.world.network.fail('response lost', { walletId: transfer.toId, on: 'reserve' });
    expect(await run(transfer)).toMatchObject({ end: 'Authorised' });
    expect(await standing(the.world, transfer)).toMatchObject(AUTHORISED);
    the.world.heal();
    await the.world.network.deliverLate();
    expect(await claim(transfer, 20n)).toMatchObject({ done: true, attempts: 2 });
    expect(await run(transfer)).toMatchObject({ end: 'Done' });
    expect(await purse(the.world, transfer.toId)).toMatchObject({ available: 27n, holds: 0 });
    expect(await purse(the.world, transfer.fromId)).toMatchObject({ available: 80n, holds: 0 });
  });

  it('stays as it is while its attempt cannot be released, and is released by a later run', async () => {
    const transfer = await authorised();
    await claim(transfer);
    the.world.network.fail('request lost', { walletId: transfer.toId, on: ['reserve', 'rollback'] });
    expect(await run(transfer)).toMatchObject({ end: 'NotSettled' });
    expect((await found(transfer)).transfer.capture).toMatchObject({ state: 'RELEASING' });
    the.world.heal();
    expect(await run(transfer)).toMatchObject({ end: 'Authorised' });
    expect((await found(transfer)).transfer.capture).toBeUndefined();
  });

  it('can be voided while an attempt is released, and its credit is rolled back, too', async () => {
    const transfer = await authorised();
    await claim(transfer);
    the.world.network.fail('response lost', { walletId: transfer.toId, on: ['reserve', 'rollback'] });
    await run(transfer);
    expect(await store().end(await found(transfer), 'voided', Date.now())).toMatchObject({ done: true });
    the.world.heal();
    expect(await run(transfer)).toMatchObject({ end: 'Done' });
    expect(await standing(the.world, transfer)).toMatchObject({ ...GIVEN_BACK, payee: { available: 7n, holds: 0 } });
  });

  it('ends INVALID if the payee’s shard refuses the capture for good, and gives the money back', async () => {
    const transfer = await authorised({ toId: newWalletId(1) });
    await claim(transfer);
    expect(await run(transfer)).toMatchObject({ end: 'Done' });
    const { toId: _, ...back } = { ...GIVEN_BACK, toId: '' };
    expect(await standing(the.world, transfer)).toMatchObject({ ...back, status: 'INVALID', note: NOTES.noSuchWallet });
    expect(await rowOf(transfer)).toMatchObject({ status: 'INVALID', note: NOTES.noSuchWallet });
  });

  it.each(['Begin', 'Reserve', 'Authorise', 'Hold'])(
    'is authorised once when its first run dies after %s',
    async (state) => {
      const transfer = await given();
      await run(transfer, state);
      await Promise.all([run(transfer), the.other.run(input(transfer))]);
      expect(await standing(the.world, transfer)).toMatchObject(AUTHORISED);
    },
  );

  it.each(['Begin', 'Reserve', 'Decide to capture', 'Settle'])(
    'is captured once when the run dies after %s and two more follow',
    async (state) => {
      const transfer = await authorised();
      await claim(transfer, 25n);
      await run(transfer, state);
      await Promise.all([run(transfer), the.other.run(input(transfer))]);
      expect(await standing(the.world, transfer)).toMatchObject({ status: 'SUCCESSFUL', payer: { available: 75n } });
      expect(await purse(the.world, transfer.toId)).toMatchObject({ available: 32n, holds: 0 });
    },
  );

  describe('when the response to a write is lost or the write is throttled', () => {
    it.each(['response lost', 'throttled'] as const)(
      'at "Authorise" (%s), is authorised all the same',
      async (fault) => {
        const transfer = await given();
        the.runner.database.fail(fault, { state: 'Authorise', times: 1 });
        expect(await run(transfer)).toMatchObject({ end: 'Authorised' });
        expect(await standing(the.world, transfer)).toMatchObject(AUTHORISED);
      },
    );

    it.each(['response lost', 'throttled'] as const)('at "Decide to capture" (%s), is captured', async (fault) => {
      const transfer = await authorised();
      await claim(transfer);
      the.runner.database.fail(fault, { state: 'Decide to capture', times: 1 });
      expect(await run(transfer)).toMatchObject({ end: 'Done' });
      expect(await purse(the.world, transfer.toId)).toMatchObject({ available: 47n });
    });

    it.each(['response lost', 'throttled'] as const)('at "Decide against the capture" (%s), ends', async (fault) => {
      const transfer = await authorised({ toId: newWalletId(1) });
      await claim(transfer);
      the.runner.database.fail(fault, { state: 'Decide against the capture', times: 1 });
      expect(await run(transfer)).toMatchObject({ end: 'Done' });
      expect(await standing(the.world, transfer)).toMatchObject({ ...GIVEN_BACK, status: 'INVALID' });
    });
  });

  describe('when another run is faster', () => {
    it('at "Authorise", adopts its decision', async () => {
      const transfer = await given();
      the.runner.database.before('Authorise', async () => {
        the.world.network.fail('request lost', { walletId: transfer.fromId, on: 'reserve' });
        await the.other.run(input(transfer));
        the.world.heal();
      });
      expect(await run(transfer)).toMatchObject({ end: 'Already final' });
      expect(await standing(the.world, transfer)).toMatchObject({ ...GIVEN_BACK, status: 'FAILED', incoming: false });
    });

    it('at "Decide to abort", leaves what that run has authorised', async () => {
      const transfer = await given();
      the.world.network.fail('response lost', { walletId: transfer.fromId, on: 'reserve' });
      the.runner.database.before('Decide to abort', async () => {
        the.world.heal();
        await the.other.run(input(transfer));
      });
      expect(await run(transfer)).toMatchObject({ end: 'Authorised' });
      expect(await standing(the.world, transfer)).toMatchObject(AUTHORISED);
    });

    it.each(['Decide to capture', 'Decide against the capture'])(
      'at "%s", an attempt that it releases does not commit',
      async (state) => {
        const transfer = await authorised(state === 'Decide to capture' ? {} : { toId: newWalletId(1) });
        await claim(transfer);
        the.runner.database.before(state, async () => {
          const { transfer: seen } = await found(transfer);
          if (seen.capture) await store().giveUp(seen, seen.capture);
        });
        expect(await run(transfer)).toMatchObject({ end: 'Authorised' });
        expect((await found(transfer)).transfer).toMatchObject({ capture: { state: 'RELEASING' } });
        expect(await run(transfer)).toMatchObject({ end: 'Authorised' });
        expect(await purse(the.world, transfer.fromId)).toMatchObject({ reserved: 40n });
      },
    );
  });
}
