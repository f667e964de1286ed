import { type Growth, partsToStart } from '../domain/growth.ts';
import type { MoveWalletsWorkflow } from '../remote/workflows.ts';
import type { Growths } from '../store/growths.ts';

interface Stores {
  readonly growths: Pick<Growths, 'get'>;
  readonly moveWalletsWorkflow: Pick<MoveWalletsWorkflow, 'start'>;
}

/**
 * Starts the movers of a growth that have ended before all wallets were moved: an execution takes a few
 * minutes, and one that meets a shard that is down ends. Two movers of a shard do no harm, so that
 * nothing is claimed.
 * @param now ms since 1970
 * @returns how many were started, the errors of the others, and the growth
 */
export async function startMovers(
  { growths, moveWalletsWorkflow }: Stores,
  now: number,
): Promise<{ movers: number; failures: unknown[]; growth: Growth | undefined }> {
  const growth = await growths.get();
  const runs = partsToStart(growth, now);
  const starts = await Promise.allSettled(runs.map((run) => moveWalletsWorkflow.start(run)));
  const failures = starts.flatMap((start): unknown[] => (start.status === 'rejected' ? [start.reason] : []));
  return { movers: runs.length - failures.length, failures, growth };
}
