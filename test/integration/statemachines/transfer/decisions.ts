import { NOTES } from '../../../../lib/domain/transfer.ts';
import {
  aborted,
  type GivenTransfer,
  givenTransfer,
  input,
  MOVED,
  NOT_MOVED,
  SUCCESSFUL,
  standing,
  store,
} from '../transfers.ts';
import type { Stage } from './stage.ts';

const COMMIT = { decision: 'COMMIT', outcome: 'SUCCESSFUL' };
const ABORT = { decision: 'ABORT', outcome: 'FAILED', note: 'the reason of the other run' };

/** The first stored decision is never replaced, and every run follows it. */
export function decisions(the: Stage): void {
  /** Stores the values as another run would, just before this run enters the state. */
  function beforeItDecides(state: string, transfer: GivenTransfer, values: Record<string, string>): void {
    the.runner.database.before(state, () => store(the.world, transfer, values));
  }

  it('adopts an ABORT that another run has stored', async () => {
    const transfer = await givenTransfer(the.world);
    beforeItDecides('Decide to commit', transfer, ABORT);
    const { path } = await the.runner.run(input(transfer));
    expect(path).toEqual(expect.arrayContaining(['Held?', 'Read the decision', 'Which decision?', 'Settle']));
    expect(await standing(the.world, transfer)).toMatchObject({ ...aborted('FAILED', ABORT.note), ...NOT_MOVED });
  });

  it('adopts a COMMIT that another run has stored', async () => {
    const transfer = await givenTransfer(the.world);
    // Both sides are held, but this run does not receive the response.
    the.world.network.fail('response lost', { walletId: transfer.toId, on: 'reserve' });
    beforeItDecides('Decide to abort', transfer, COMMIT);
    const { path } = await the.runner.run(input(transfer));
    expect(path).toEqual(
      expect.arrayContaining(['Decide to abort', 'Read the decision', 'Which decision?', 'Settle', 'Finish']),
    );
    expect(await standing(the.world, transfer)).toMatchObject({ ...SUCCESSFUL, ...MOVED });
  });

  it.each([
    { state: 'Decide to commit', amount: 40n, stored: COMMIT },
    { state: 'Decide to abort', amount: 101n, stored: ABORT },
  ])('keeps the time and the reason of an earlier decision of the same kind ($state)', async (given) => {
    const transfer = await givenTransfer(the.world, { amount: given.amount });
    const decided_at = new Date(Date.now() - 1000).toISOString();
    beforeItDecides(given.state, transfer, { ...given.stored, decided_at, held: '{}' });
    const { path } = await the.runner.run(input(transfer));
    expect(path).not.toContain('Read the decision');
    const { status, note, times } = await standing(the.world, transfer);
    const { outcome, note: reason } = { note: undefined, ...given.stored };
    expect({ status, note, decided_at: times.decided_at }).toEqual({ status: outcome, note: reason, decided_at });
  });

  it('is not retried when another decision is stored, because that cannot change', async () => {
    const transfer = await givenTransfer(the.world);
    beforeItDecides('Decide to commit', transfer, ABORT);
    await the.runner.run(input(transfer));
    expect(the.runner.database.calls).toEqual(['Begin', 'Decide to commit', 'Read the decision', 'Finish']);
  });

  it('ends the run without effect if its kind is unknown', async () => {
    const known = await givenTransfer(the.world);
    await store(the.world, known, { status: 'PROCESSING', decision: 'MAYBE' });
    expect(await the.runner.run(input(known))).toMatchObject({ end: 'NoSuchDecision' });
    expect(await standing(the.world, known)).toMatchObject({ status: 'PROCESSING', open: true, ...NOT_MOVED });

    const found = await givenTransfer(the.world);
    beforeItDecides('Decide to commit', found, { decision: 'MAYBE' });
    expect(await the.runner.run(input(found))).toMatchObject({ end: 'NoSuchDecision' });
    expect(await standing(the.world, found)).toMatchObject({
      status: 'PROCESSING',
      open: true,
      payer: { available: 60n, reserved: 40n, holds: 1 },
      payee: { available: 7n, holds: 1 },
    });
  });

  describe.each([
    { state: 'Begin', amount: 40n, outcome: { ...SUCCESSFUL, ...MOVED } },
    { state: 'Decide to commit', amount: 40n, outcome: { ...SUCCESSFUL, ...MOVED } },
    { state: 'Decide to abort', amount: 101n, outcome: { ...aborted('INVALID', NOTES.notEnoughFunds), ...NOT_MOVED } },
    { state: 'Finish', amount: 40n, outcome: { ...SUCCESSFUL, ...MOVED } },
  ])('when the database fails in "$state"', ({ state, amount, outcome }) => {
    it('is retried after four throttled calls', async () => {
      const transfer = await givenTransfer(the.world, { amount });
      the.runner.database.fail('throttled', { state, times: 4 });
      expect(await the.runner.run(input(transfer))).toMatchObject({ end: 'Done' });
      expect(await standing(the.world, transfer)).toMatchObject(outcome);
    });

    it('ends the run after five throttled calls, and a later run continues', async () => {
      const transfer = await givenTransfer(the.world, { amount });
      the.runner.database.fail('throttled', { state });
      const { end } = await the.runner.run(input(transfer));
      expect(end).toBe('DynamoDB.ProvisionedThroughputExceededException');
      expect(await standing(the.world, transfer)).toMatchObject({
        open: true,
        times: { initiated_at: expect.any(String) },
      });
      the.world.heal();
      await the.runner.run(input(transfer));
      expect(await standing(the.world, transfer)).toMatchObject(outcome);
    });

    it('is found as its own when only the response of the write was lost', async () => {
      const transfer = await givenTransfer(the.world, { amount });
      the.runner.database.fail('response lost', { state, times: 1 });
      const { path } = await the.runner.run(input(transfer));
      expect(path).not.toContain('Read the decision');
      expect(await standing(the.world, transfer)).toMatchObject(outcome);
    });
  });

  it('of another run is read again after throttled reads', async () => {
    const transfer = await givenTransfer(the.world);
    beforeItDecides('Decide to commit', transfer, ABORT);
    the.runner.database.fail('throttled', { state: 'Read the decision', times: 4 });
    expect(await the.runner.run(input(transfer))).toMatchObject({ end: 'Done' });
    expect(await standing(the.world, transfer)).toMatchObject({ ...aborted('FAILED', ABORT.note), ...NOT_MOVED });
  });
}
