import type { CreateWalletWorkflow, TransferWorkflow } from '../remote/workflows.ts';
import type { Directory } from '../store/directory.ts';
import type { Journal } from '../store/journal/journal.ts';
import { sideBySide } from './side-by-side.ts';

/**
 * The limit for one index partition, so that one sweep ends well within its minute. The next sweep
 * takes the rest.
 */
const MAX_A_PARTITION = 250;
const CONCURRENCY = 16;

/**
 * Restarts the workflow of every unfinished transfer and wallet that is due at `asOf`. One that
 * fails to start is due again later.
 * @param times ms since 1970. `asOf` is `now`, or later to start also what is not due yet.
 *   `sweepId`: unique to this sweep.
 * @returns how many were started
 */
export async function sweep(
  stores: {
    directory: Pick<Directory, 'due' | 'postpone'>;
    journal: Pick<Journal, 'due' | 'postpone'>;
    transferWorkflow: Pick<TransferWorkflow, 'start'>;
    createWalletWorkflow: Pick<CreateWalletWorkflow, 'start'>;
  },
  { now, asOf, sweepId }: { now: number; asOf: number; sweepId: string },
): Promise<{ transfers: number; wallets: number; failures: unknown[] }> {
  const { directory, journal, transferWorkflow, createWalletWorkflow } = stores;
  const [transfers, wallets] = await Promise.all([
    journal.due(asOf, MAX_A_PARTITION),
    directory.due(asOf, MAX_A_PARTITION),
  ]);
  const failures: unknown[] = [];
  const started = { transfers: 0, wallets: 0, failures };
  await sideBySide(
    CONCURRENCY,
    [
      ...transfers.map((due) => async () => {
        if (!(await journal.postpone(due, now, sweepId))) return;
        await transferWorkflow.start({ fromId: due.key.from_id, txId: due.key.tx_id });
        started.transfers++;
      }),
      ...wallets.map((due) => async () => {
        if (!(await directory.postpone(due, now, sweepId))) return;
        await createWalletWorkflow.start({ walletId: due.key.wallet_id });
        started.wallets++;
      }),
    ],
    // A failed start does not stop the others.
    (start) => start().catch((failure: unknown) => void failures.push(failure)),
  );
  return started;
}
