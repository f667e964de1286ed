import type { Transfer } from '../domain/transfer.ts';
import { asError, logger } from '../observability/logger.ts';
import type { TransferRun, TransferWorkflow } from '../remote/workflows.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { Waits } from './waits.ts';

type Workflow = Pick<TransferWorkflow, 'start' | 'runToEnd'>;
/** What starts transfers. */
export type Starts = Pick<TransferWorkflow, 'start'>;

/** What it takes to run a transfer that is in the journal. */
export interface Runs {
  readonly workflow: Workflow;
  /** Of this instance of the function. */
  readonly waits: Waits;
}

/** The transfer is in the journal already: the sweeper starts it if this fails. */
export async function start(workflow: Starts, run: TransferRun): Promise<void> {
  try {
    await workflow.start(run);
  } catch (error) {
    logger.warn('workflow not started, left to the sweeper', { error: asError(error) });
  }
}

/**
 * Starts the workflow, and waits for its end.
 * @returns whether all of the time has passed before
 */
export async function waitFor({ workflow, waits }: Runs, run: TransferRun, ms: number): Promise<boolean> {
  try {
    return await waits.wait((giveUp) => workflow.runToEnd(run, giveUp), ms);
  } catch (error) {
    // Throttled, for example. The run may have begun: a second one is harmless.
    logger.warn('not waited for the workflow', { error: asError(error) });
    await start(workflow, run);
    return false;
  }
}

/** A transfer under one of its wallets. It is accepted, also if it cannot be read. */
export async function read(
  journal: Pick<Journal, 'asOf'>,
  walletId: string,
  transfer: Parameters<Journal['asOf']>[1],
): Promise<Transfer | undefined> {
  try {
    return await journal.asOf(walletId, transfer);
  } catch (error) {
    logger.warn('accepted and not read', { error: asError(error) });
    return undefined;
  }
}
