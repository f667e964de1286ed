import { solePayeeOf } from '../domain/legs.ts';
import { canonicalMetadata } from '../domain/metadata.ts';
import type { Status, Transfer } from '../domain/transfer.ts';
import { addLogFields } from '../observability/log-fields.ts';
import { asError, logger } from '../observability/logger.ts';
import type { TransferWorkflow } from '../remote/workflows.ts';
import type { Directory } from '../store/directory.ts';
import type { IdempotencyKeys } from '../store/idempotency.ts';
import type { Journal } from '../store/journal/journal.ts';
import { idempotently } from './idempotently.ts';
import { ownWallet } from './owned-wallet.ts';

type Workflow = Pick<TransferWorkflow, 'start'>;

/** A user's request to transfer money. */
export interface TransferRequest
  extends Pick<Transfer, 'fromId' | 'amount' | 'credits' | 'reference' | 'payerNote' | 'metadata'> {
  readonly userId: string;
  readonly idempotencyKey: string | undefined;
}

/**
 * Accepts a transfer: writes it to the journal, then starts its workflow. From the write on it
 * cannot be lost.
 * @param fresh `now`: ms since 1970; `txId`: the id of a new transfer, a ULID of `now`
 * @returns the transfer's id and its status; of a request repeated under its key, the status that
 *   its transfer has reached
 * @throws MibError wallet_not_found if the payer's wallet is not the user's; idempotency_key_reused
 */
export async function acceptTransfer(
  stores: { directory: Directory; idempotencyKeys: IdempotencyKeys; journal: Journal; workflow: Workflow },
  request: TransferRequest,
  fresh: { now: number; txId: string },
): Promise<{ txId: string; status: Status }> {
  const { userId, idempotencyKey, ...transfer } = request;
  const { fromId } = transfer;
  await ownWallet(stores.directory, userId, fromId);
  const fields = askedFor(transfer);
  const repeatable = { userId, key: idempotencyKey, route: 'do_transaction', fields };
  const txId = await idempotently(stores.idempotencyKeys, repeatable, fresh.txId, fresh.now);
  addLogFields({ tx_id: txId });
  const { created, status } = await stores.journal.create({ txId, ...transfer }, fresh.now, fresh.txId);
  if (created) await start(stores.workflow, { fromId, txId });
  return { txId, status };
}

/**
 * What a request asks for, by which a repeated key is compared. One payee is the same in both forms of
 * a request. Keys of the version before, which had one form, stay valid.
 */
function askedFor(transfer: Omit<TransferRequest, 'userId' | 'idempotencyKey'>): Record<string, string | undefined> {
  const { fromId, amount, credits, reference, payerNote } = transfer;
  const metadata = transfer.metadata && canonicalMetadata(transfer.metadata);
  const to_id = solePayeeOf(transfer);
  const to = to_id === undefined ? credits.map((credit) => `${credit.toId}:${credit.amount}`).join(' ') : undefined;
  return { from_id: fromId, to_id, to, amount: amount.toString(), reference, note: payerNote, metadata };
}

/** The transfer is in the journal already: the sweeper starts it if this fails. */
async function start(workflow: Workflow, run: Parameters<Workflow['start']>[0]): Promise<void> {
  try {
    await workflow.start(run);
  } catch (error) {
    logger.warn('workflow not started, left to the sweeper', { error: asError(error) });
  }
}
