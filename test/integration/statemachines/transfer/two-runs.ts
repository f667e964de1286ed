import * as fc from 'fast-check';
import { type GivenTransfer, givenTransfer, input, MOVED, NOT_MOVED, standing } from '../transfers.ts';
import { Turns } from '../turns.ts';
import type { Stage } from './stage.ts';

/** The calls of a run: begin, reserve, decide, settle, finish. */
const CALLS = 5;
const FIRST = 0;
const SECOND = 1;

/** An Express workflow starts at least once, so two runs may work on one transfer. */
export function twoRuns(the: Stage): void {
  const ENDS = expect.stringMatching(/^(Done|Already final)$/);

  /**
   * Makes some calls of the first run, then some of the second. Then it finishes the first and the
   * second.
   */
  async function runBoth(transfer: GivenTransfer, ofFirst: number, ofSecond: number): Promise<string> {
    const turns = new Turns([the.runner, the.other], input(transfer));
    for (let n = 0; n < ofFirst; n++) await turns.step(FIRST);
    for (let n = 0; n < ofSecond; n++) await turns.step(SECOND);
    const ends = [(await turns.finish(FIRST)).end, (await turns.finish(SECOND)).end];
    const { status, decision, open, payer, payee } = await standing(the.world, transfer);
    const [one, moved] = status === 'SUCCESSFUL' ? ['COMMIT', MOVED] : ['ABORT', NOT_MOVED];
    const found = { ofFirst, ofSecond, ends, decision, open, payer, payee };
    expect(found).toEqual({ ofFirst, ofSecond, ends: [ENDS, ENDS], decision: one, open: false, ...moved });
    the.world.heal();
    return status;
  }

  it.each(upTo(CALLS))('moves the money once if the second run starts after %i calls of the first', async (ofFirst) => {
    for (const ofSecond of upTo(CALLS)) {
      expect(await runBoth(await givenTransfer(the.world), ofFirst, ofSecond)).toBe('SUCCESSFUL');
    }
  });

  describe('of which only the second reaches the payee’s shard', () => {
    const met = new Set<string>();

    // The first run makes two more attempts.
    it.each(upTo(CALLS + 2))(
      'follows one decision if the second run starts after %i calls of the first',
      async (ofFirst) => {
        for (const ofSecond of upTo(CALLS)) {
          const transfer = await givenTransfer(the.world);
          const { name: run } = the.runner;
          the.world.network.fail('request lost', { walletId: transfer.toId, on: 'reserve', run });
          met.add(await runBoth(transfer, ofFirst, ofSecond));
        }
      },
    );

    it('follows the run that decides first', () => {
      expect(met).toEqual(new Set(['SUCCESSFUL', 'FAILED']));
    });
  });

  it('finishes once, and the later run leaves the status and its timestamp unchanged', async () => {
    const transfer = await givenTransfer(the.world);
    const turns = new Turns([the.runner, the.other], input(transfer));
    for (let n = 1; n < CALLS; n++) await turns.step(FIRST);
    expect(await turns.finish(SECOND)).toMatchObject({ end: 'Done' });
    const before = await standing(the.world, transfer);
    expect(await turns.finish(FIRST)).toMatchObject({ end: 'Already final' });
    expect(await standing(the.world, transfer)).toEqual(before);
  });

  it('never creates money, whatever is lost and whichever run is first', async () => {
    const loss = fc.record({
      on: fc.constantFrom('reserve' as const, 'commit' as const, 'rollback' as const),
      side: fc.constantFrom('fromId' as const, 'toId' as const),
      fault: fc.constantFrom('request lost' as const, 'response lost' as const, 'late' as const),
      times: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(loss, { maxLength: 4 }),
        fc.array(fc.nat({ max: 1 }), { maxLength: 20 }),
        async (losses, order) => {
          const transfer = await givenTransfer(the.world);
          for (const { on, side, fault, times } of losses) {
            the.world.network.fail(fault, { walletId: transfer[side], on, times });
          }
          const turns = new Turns([the.runner, the.other], input(transfer));
          let decided: string | undefined;
          for (const next of order) {
            await turns.step(next);
            const { decision, payer, payee } = await standing(the.world, transfer);
            if (payer === 'not there' || payee === 'not there') throw new Error('a wallet is gone');
            expect(payer.available >= 0n && payer.available + payee.available <= 107n).toBe(true);
            expect(decided ?? decision).toBe(decision);
            decided = decision;
          }
          await turns.finish(FIRST);
          await turns.finish(SECOND);
          the.world.heal();
          await the.runner.run(input(transfer));
          await the.world.network.deliverLate();
          const { status, ...after } = await standing(the.world, transfer);
          expect(after).toMatchObject({ open: false, ...(status === 'SUCCESSFUL' ? MOVED : NOT_MOVED) });
        },
      ),
      { numRuns: 20 },
    );
  }, 60_000);
}

function upTo(last: number): number[] {
  return Array.from({ length: last + 1 }, (_, n) => n);
}
