import type { Credit } from '../../../../lib/domain/legs.ts';
import { timelineOf } from '../../../../lib/domain/timeline.ts';
import { NOTES } from '../../../../lib/domain/transfer.ts';
import {
  aborted,
  type GivenTransfer,
  givenTransfer,
  input,
  MOVED,
  NOT_MOVED,
  newWalletId,
  openWallet,
  purse,
  SUCCESSFUL,
  standing,
} from '../transfers.ts';
import type { Stage } from './stage.ts';

const AMOUNTS = [3n, 7n, 10n, 20n] as const;
const PAYEE = { available: 7n, reserved: 0n, holds: 0 };

/** Splits: one debit, several credits, all or nothing. */
export function splits(the: Stage): void {
  /** A transfer of 40 to four payees, two on each shard. */
  async function given(
    changed: Partial<Record<number, Credit>> = {},
  ): Promise<{ split: GivenTransfer; credits: Credit[] }> {
    const credits: Credit[] = [];
    for (const [n, amount] of AMOUNTS.entries()) {
      credits.push(changed[n] ?? { toId: await openWallet(the.world, n % 2 === 0 ? 1 : 0, 7n), amount });
    }
    return { split: await givenTransfer(the.world, { credits }), credits };
  }

  const purses = (credits: readonly Credit[]) => Promise.all(credits.map(({ toId }) => purse(the.world, toId)));
  const received = ({ amount }: Credit) => ({ ...PAYEE, available: 7n + amount });

  async function isPaidWhole(split: GivenTransfer, credits: readonly Credit[]): Promise<void> {
    expect(await standing(the.world, split)).toMatchObject({ ...SUCCESSFUL, payer: MOVED.payer });
    expect(await purses(credits)).toEqual(credits.map(received));
  }

  it('pays each of them, and asks each shard twice', async () => {
    const { split, credits } = await given();
    const before = the.world.network.requests;
    expect(await the.runner.run(input(split))).toMatchObject({ end: 'Done' });
    expect(the.world.network.requests - before).toBe(4);
    await isPaidWhole(split, credits);
  });

  it('shows each payee its own part, before the transfer is final, and nobody else', async () => {
    const { split, credits } = await given();
    await the.runner.run(input(split), { dieAfter: 'Settle' });
    for (const { toId, amount } of credits) {
      const row = await the.world.journal.get(toId, split.txId);
      if (!row) throw new Error('a payee has no row');
      expect(row).toMatchObject({ fromId: split.fromId, amount, credits: [{ toId, amount }], status: 'SUCCESSFUL' });
      const wallets = timelineOf(row).flatMap((entry) => ('event' in entry ? [entry.walletId] : []));
      expect(new Set(wallets)).toEqual(new Set([split.fromId, toId]));
    }
    await the.runner.run(input(split));
    await isPaidWhole(split, credits);
  });

  it('pays nobody if one of them does not exist', async () => {
    const { split, credits } = await given({ 2: { toId: newWalletId(1), amount: AMOUNTS[2] } });
    await the.runner.run(input(split));
    const refused = aborted('INVALID', NOTES.noSuchWallet);
    expect(await standing(the.world, split)).toMatchObject({ ...refused, payer: NOT_MOVED.payer });
    expect(await purses(credits)).toEqual([PAYEE, PAYEE, 'not there', PAYEE]);
  });

  it('pays nobody if the shard of one does not respond, and says so of this shard alone', async () => {
    const { split, credits } = await given();
    the.world.network.fail('response lost', { walletId: split.toId, on: 'reserve' });
    await the.runner.run(input(split));
    const failed = aborted('FAILED', NOTES.limitExceeded);
    expect(await standing(the.world, split)).toMatchObject({ ...failed, payer: NOT_MOVED.payer });
    expect(await purses(credits)).toEqual(Array(4).fill(PAYEE));
    const stored = await the.world.journal.get(split.fromId, split.txId);
    const found = stored ? timelineOf(stored).flatMap((entry) => ('event' in entry ? [entry] : [])) : [];
    const unconfirmed = found.filter(({ event }) => event === 'unconfirmed').map(({ walletId }) => walletId);
    expect(unconfirmed.toSorted()).toEqual([credits[0]?.toId, credits[2]?.toId].toSorted());
  });

  it('holds nothing if the amounts do not add up, whoever wrote it', async () => {
    for (const amount of [19n, 21n]) {
      const { split, credits } = await given({ 3: { toId: await openWallet(the.world, 0, 7n), amount } });
      await the.runner.run(input(split));
      const failed = aborted('FAILED', NOTES.refused);
      expect(await standing(the.world, split)).toMatchObject({ ...failed, payer: NOT_MOVED.payer });
      expect(await purses(credits)).toEqual(Array(4).fill(PAYEE));
      expect(the.world.network.delivered).not.toContain(`reserve ${split.fromId} 200`);
    }
  });

  it.each(['request lost', 'response lost', 500] as const)(
    'pays each of them once if a shard fails a commit (%s), and the whole transfer waits for it',
    async (fault) => {
      const { split, credits } = await given();
      the.world.network.fail(fault, { walletId: split.toId, on: 'commit' });
      expect(await the.runner.run(input(split))).toMatchObject({ end: 'NotSettled' });
      expect(await standing(the.world, split)).toMatchObject({ status: 'PROCESSING', open: true, incoming: false });
      the.world.heal();
      await the.runner.run(input(split));
      await isPaidWhole(split, credits);
    },
  );
}
