import { sideBySide } from '../../../usecases/side-by-side.ts';
import type { Job, ReadInputOf } from '../../../web/console/contract.ts';
import { logged } from '../log/logging.ts';
import type { ConsoleContext } from './context.ts';
import { findTransfer } from './transfer.ts';

const AT_ONCE = 8;

/** Starts the workflow of each transfer again, a few at a time. */
export function redrive(context: ConsoleContext, { transfers, reason }: ReadInputOf<'redrive'>): Job {
  const named = transfers.map(({ wallet_id, TxID }) => `${wallet_id} ${TxID}`).join(', ');
  const act = { command: 'transfers redrive', arguments: { transfers: named }, reason };
  return context.jobs.start('redrive', transfers.length, ({ done, failed }) =>
    logged(context.logging, act, () =>
      sideBySide(AT_ONCE, transfers, async (one) => {
        try {
          const { transfer } = await findTransfer(context, one);
          await context.stores.workflow.start({ fromId: transfer.fromId, txId: transfer.txId });
          done();
        } catch (error) {
          failed(one.TxID, error);
        }
      }),
    ),
  );
}
