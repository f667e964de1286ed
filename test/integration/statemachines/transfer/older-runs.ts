import { NOTES } from '../../../../lib/domain/transfer.ts';
import type { Runner } from '../runner.ts';
import { aborted, givenTransfer, input, MOVED, NOT_MOVED, standing } from '../transfers.ts';
import type { Stage } from './stage.ts';

/** A run that a deployment overtakes calls the functions of this version, one side at a time. */
export function olderRuns(the: Stage): void {
  let older: Runner;
  beforeAll(() => {
    older = the.world.olderRunner();
  });

  it('moves the money', async () => {
    const transfer = await givenTransfer(the.world);
    expect(await older.run(input(transfer))).toMatchObject({ end: 'Done' });
    expect(await standing(the.world, transfer)).toMatchObject({ status: 'SUCCESSFUL', open: false, ...MOVED });
  });

  it('aborts what is refused', async () => {
    const transfer = await givenTransfer(the.world, { amount: 101n });
    await older.run(input(transfer));
    const refused = aborted('INVALID', NOTES.notEnoughFunds);
    expect(await standing(the.world, transfer)).toMatchObject({ ...refused, ...NOT_MOVED });
  });

  it.each(['Begin', 'Hold debit', 'Decide to commit', 'Settle debit'])(
    'is completed by a run of this version if it dies after "%s"',
    async (dieAfter) => {
      const transfer = await givenTransfer(the.world);
      expect(await older.run(input(transfer), { dieAfter })).toMatchObject({ end: 'died' });
      expect(await the.runner.run(input(transfer))).toMatchObject({ end: 'Done' });
      expect(await standing(the.world, transfer)).toMatchObject({ status: 'SUCCESSFUL', incoming: true, ...MOVED });
    },
  );

  it('may work on the same transfer as a run of this version', async () => {
    const transfer = await givenTransfer(the.world);
    await Promise.all([older.run(input(transfer)), the.runner.run(input(transfer))]);
    expect(await standing(the.world, transfer)).toMatchObject({ status: 'SUCCESSFUL', open: false, ...MOVED });
  });
}
