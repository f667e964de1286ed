import { payeesOf } from '../domain/legs.ts';
import { isRefundable, refundableOf } from '../domain/refunds.ts';
import type { Status, Transfer } from '../domain/transfer.ts';
import type { TransferWorkflow } from '../remote/workflows.ts';
import type { Journal } from '../store/journal/journal.ts';

/** What both sides read beside a reversal. */
export const REVERSAL_NOTE = 'reversed by an operator';

/** A transfer that gives back what one payee has received. */
export interface Reversal {
  readonly txId: string;
  /** The payee of the reversed transfer, who pays. */
  readonly fromId: string;
  readonly amount: bigint;
  readonly status: Status;
  readonly note: string;
}

interface Stores {
  readonly journal: Pick<Journal, 'asOf' | 'create' | 'get'>;
  readonly workflow: Pick<TransferWorkflow, 'runToEnd'>;
}

/** What of a transfer can be given back by whom. */
export interface Reversible {
  readonly payee: string;
  readonly left: bigint;
}

/**
 * What is left to reverse of a transfer, by payee.
 * @param transfer as its payer has it
 * @param only the payee whose share is meant; by default every payee's
 */
export async function reversible(
  { journal }: Pick<Stores, 'journal'>,
  transfer: Transfer,
  only?: string,
): Promise<Reversible[]> {
  const payees = payeesOf(transfer).filter((payee) => only === undefined || payee === only);
  const shares = payees.map(async (payee) => {
    const received = await journal.asOf(payee, transfer);
    const left = received && isRefundable(payee, received) ? refundableOf(received) : 0n;
    return { payee, left };
  });
  return (await Promise.all(shares)).filter(({ left }) => left > 0n);
}

/**
 * Gives back what a payee has received, by a refund that its owner does not ask for. The transfer itself
 * stays as it is, and each has the id of the other. The claim in the workflow lets no more go back than
 * was received, however many reversals and refunds there are.
 * @param transfer as its payer has it
 * @param made `txId`: the id of the reversal, a ULID of `now`
 * @param giveUp ends the wait. The reversal goes on
 */
export async function reverseShare(
  { journal, workflow }: Stores,
  transfer: Transfer,
  { payee, left }: Reversible,
  { txId, now }: { txId: string; now: number },
  giveUp: AbortSignal,
): Promise<Reversal> {
  const { fromId: payer, currency, reference, credits } = transfer;
  const own = credits.find(({ toId }) => toId === payee);
  const reversal = {
    ...{ txId, fromId: payee, amount: left, credits: [{ toId: payer, amount: left }] },
    ...{ currency, reference, refundOf: transfer.txId, refundOfStripe: own?.stripe, payerNote: REVERSAL_NOTE },
  };
  const { status } = await journal.create(reversal, now);
  // It is in the journal: the sweeper starts it if this fails.
  await workflow.runToEnd({ fromId: payee, txId }, giveUp).catch(() => false);
  const seen = await journal.get(payee, txId);
  return { txId, fromId: payee, amount: left, status: seen?.status ?? status, note: seen?.note ?? '' };
}
