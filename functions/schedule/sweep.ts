import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { standingOf } from '../../lib/domain/growth.ts';
import { asError, logger } from '../../lib/observability/logger.ts';
import { putGrowth, putSweep } from '../../lib/observability/metrics.ts';
import {
  CreateWalletWorkflow,
  MoveWalletsWorkflow,
  stepFunctions,
  TransferWorkflow,
} from '../../lib/remote/workflows.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { Growths } from '../../lib/store/growths.ts';
import { Journal } from '../../lib/store/journal/journal.ts';
import { startMovers } from '../../lib/usecases/start-movers.ts';
import { sweep } from '../../lib/usecases/sweep.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  JOURNAL_TABLE: required,
  TRANSFER_STATE_MACHINE_ARN: required,
  CREATE_WALLET_STATE_MACHINE_ARN: required,
  MOVE_WALLETS_STATE_MACHINE_ARN: required,
});
const db = documents();
const client = stepFunctions();
const stores = {
  directory: new Directory(db, env.WALLETS_TABLE),
  journal: new Journal(db, env.JOURNAL_TABLE),
  transferWorkflow: new TransferWorkflow(env.TRANSFER_STATE_MACHINE_ARN, client),
  createWalletWorkflow: new CreateWalletWorkflow(env.CREATE_WALLET_STATE_MACHINE_ARN, client),
  growths: new Growths(db, env.WALLETS_TABLE),
  moveWalletsWorkflow: new MoveWalletsWorkflow(env.MOVE_WALLETS_STATE_MACHINE_ARN, client),
};

/**
 * The schedule sends an event without `all`. With `all` an operator restarts every unfinished
 * transfer and wallet, due or not.
 */
const SweepEvent = z.object({ all: z._default(z.boolean(), false) });

/**
 * Every minute: restarts unfinished transfers and wallets that are due, and the movers of a growth. It reports
 * how many transfers are unfinished and for how long, and how the growth stands.
 */
export async function handler(
  event: unknown,
): Promise<{ transfers: number; wallets: number; movers: number; failures: number }> {
  const now = Date.now();
  const { all } = SweepEvent.parse(event);
  const asOf = all ? Number.MAX_SAFE_INTEGER : now;
  const [{ transfers, wallets, ...swept }, { movers, growth, ...started }] = await Promise.all([
    sweep(stores, { now, asOf, sweepId: randomUUID() }),
    startMovers(stores, asOf),
  ]);
  const failures = [...swept.failures, ...started.failures];
  for (const failure of failures) logger.error('not started', { error: asError(failure) });
  putSweep({
    ...(await stores.journal.unfinishedSummary(now)),
    restarted: transfers + wallets,
    failures: failures.length,
  });
  const standing = standingOf(growth, now);
  if (standing) putGrowth(standing);
  logger.info('swept', { transfers, wallets, movers, failures: failures.length });
  return { transfers, wallets, movers, failures: failures.length };
}
