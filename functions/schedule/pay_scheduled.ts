import { monotonicFactory } from 'ulid';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { stageSettings } from '../../lib/config/stage-settings.ts';
import { asError, logger } from '../../lib/observability/logger.ts';
import { putScheduled } from '../../lib/observability/metrics.ts';
import { TransferWorkflow } from '../../lib/remote/workflows.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { Journal } from '../../lib/store/journal/journal.ts';
import { Schedules } from '../../lib/store/schedules.ts';
import { StripedWallets } from '../../lib/store/striped-wallets.ts';
import { payScheduled } from '../../lib/usecases/pay-scheduled.ts';
import { payers } from '../../lib/usecases/payers.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  JOURNAL_TABLE: required,
  SCHEDULES_TABLE: required,
  TRANSFER_STATE_MACHINE_ARN: required,
  STAGE_SETTINGS: stageSettings,
});
const db = documents();
const stores = {
  directory: payers(new Directory(db, env.WALLETS_TABLE), env.STAGE_SETTINGS),
  journal: new Journal(db, env.JOURNAL_TABLE, new StripedWallets(db, env.WALLETS_TABLE)),
  schedules: new Schedules(db, env.SCHEDULES_TABLE),
  transferWorkflow: new TransferWorkflow(env.TRANSFER_STATE_MACHINE_ARN),
};
/** Payments that start within a millisecond are listed in their order. */
const newId = monotonicFactory();
/** The function has 50 s. The rest is for what has begun. */
const BUDGET_MS = 40_000;

/**
 * Every minute: starts the payments of schedules that are due, and reports how long the oldest has been
 * due.
 */
export async function handler(): Promise<{ payments: number; failures: number }> {
  const { due, payments, oldestMs, failures } = await payScheduled(stores, {
    clock: Date.now,
    newId,
    until: Date.now() + BUDGET_MS,
  });
  for (const failure of failures) logger.error('scheduled payment not started', { error: asError(failure) });
  putScheduled({ due, payments, oldestMs, failures: failures.length });
  logger.info('paid what was scheduled', { payments, failures: failures.length });
  return { payments, failures: failures.length };
}
