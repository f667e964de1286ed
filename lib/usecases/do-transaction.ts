import type { Status } from '../domain/transfer.ts';
import { addLogFields } from '../observability/log-fields.ts';
import { asError, logger } from '../observability/logger.ts';
import type { TransferWorkflow } from '../remote/workflows.ts';
import type { Directory } from '../store/directory.ts';
import type { IdempotencyKeys } from '../store/idempotency.ts';
import type { Journal } from '../store/journal/journal.ts';
import { idempotently } from './idempotently.ts';
import { ownWallet } from './owned-wallet.ts';

type Start = Pick<TransferWorkflow, 'start'>;

export interface TransferOrder {
  readonly userId: string;
  readonly fromId: string;
  readonly toId: string;
  readonly amount: bigint;
  readonly reference: string | undefined;
  readonly note: string | undefined;
  readonly idempotencyKey: string | undefined;
}

/**
 * Accepts a transfer: writes it to the journal, then starts its workflow. From the first on nothing can lose it.
 * @param moment `now`: ms since 1970; `txId`: the new transfer's id, a ULID of `now`
 * @returns the transfer's id and its status: of a repetition under the same key, whatever it has come to
 * @throws WalletNotFound if the payer's wallet is not the user's; IdempotencyKeyReused
 */
export async function doTransaction(
  stores: { directory: Directory; idempotencyKeys: IdempotencyKeys; journal: Journal; workflow: Start },
  order: TransferOrder,
  moment: { now: number; txId: string },
): Promise<{ txId: string; status: Status }> {
  const { userId, fromId, toId, amount, reference, note } = order;
  await ownWallet(stores.directory, userId, fromId);
  const texts = { ...(reference !== undefined && { reference }), ...(note !== undefined && { note }) };
  const fields = { from_id: fromId, to_id: toId, amount: amount.toString(), ...texts };
  const repeatable = { userId, key: order.idempotencyKey, route: 'do_transaction', fields };
  const txId = await idempotently(stores.idempotencyKeys, repeatable, moment.txId, moment.now);
  addLogFields({ tx_id: txId });
  const written = { ...(reference !== undefined && { reference }), ...(note !== undefined && { payerNote: note }) };
  const transfer = { txId, fromId, toId, amount, ...written };
  const { created, status } = await stores.journal.create(transfer, moment.now, moment.txId);
  if (created) await start(stores.workflow, { fromId, txId });
  return { txId, status };
}

/** The journal has the transfer whether this succeeds or not: the sweeper starts what was not started. */
async function start(workflow: Start, run: Parameters<Start['start']>[0]): Promise<void> {
  try {
    await workflow.start(run);
  } catch (error) {
    logger.warn('workflow not started, left to the sweeper', { error: asError(error) });
  }
}
