import type { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import { NOTES } from '../../../lib/domain/transfer.ts';
import type { Checked } from './checked.ts';
import type { Evidence } from './evidence.ts';
import { APPROVAL_ABOVE } from './guarded-payments.ts';
import { decidedAt } from './held-legs.ts';
import { isFinal } from './observer.ts';
import type { ApprovalPlan, TransferRequest } from './orders.ts';

/**
 * Checks the promises of payments that need an approval.
 * @param guarded the wallets with the rule
 */
export function checkApprovals(
  { transfers }: Pick<Evidence, 'transfers'>,
  orders: readonly TransferRequest[],
  guarded: readonly string[],
): Checked[] {
  const all = [...transfers.values()].filter(({ from_id }) => guarded.includes(from_id));
  const planned = orders.flatMap(({ approval, accepted, payer }) => {
    const seen = [...accepted].flatMap((txId) => transfers.get(txId) ?? []);
    return approval && guarded.includes(payer.walletId) ? seen.map((transfer) => ({ approval, transfer })) : [];
  });
  const ended = (state: string) => all.filter(({ approval }) => approval?.state === state).length;
  return [
    {
      promise: 'a payment above the amount of its wallet waits for a second person, and no other does',
      on: `${all.length} payments, ${planned.length} above it`,
      broken: all
        .filter(({ amount, approval }) => -BigInt(amount) > APPROVAL_ABOVE !== (approval !== undefined))
        .map(({ TxID, amount, approval }) => `${TxID} of ${amount} has ${approval ? 'an' : 'no'} approval`),
    },
    {
      promise: 'a payment that waits moves only once another person has approved it, and ends as it was decided',
      on: ['approved', 'rejected', 'expired', 'waiting'].map((state) => `${ended(state)} ${state}`).join(', '),
      broken: planned.flatMap(({ approval, transfer }) => brokenApproval(approval, transfer)),
    },
  ];
}

/** How the end of a payment is not one that was decided. */
export function brokenApproval(plan: ApprovalPlan, transfer: TransactionDetail): string[] {
  const { TxID, status, note, approval, authorised_at } = transfer;
  const broken = (what: string) => [`${TxID} ${what}`];
  const isAccepted = (what: string) => [...plan.accepted].some((decision) => decision.what === what);
  if (approval?.state === 'approved' && (approval.decided_by ?? approval.asked_by) === approval.asked_by)
    return broken('is approved by who asked for it');
  if (isAccepted('approve') && isAccepted('reject')) return broken('was told to be approved, and to be rejected');
  if (isAccepted('approve') && approval?.state !== 'approved') return broken(`was approved, and is ${approval?.state}`);
  if (isAccepted('reject') && approval?.state !== 'rejected') return broken(`was rejected, and is ${approval?.state}`);
  if (status === 'SUCCESSFUL') {
    const isApproved = approval?.state === 'approved' && plan.approvalAsked !== undefined;
    const isBefore = (decidedAt(transfer) ?? 0) < (plan.approvalAsked ?? Infinity);
    return isApproved && !isBefore ? [] : broken(`moved money as ${approval?.state}, before somebody approved it`);
  }
  if (!isFinal(transfer)) return plan.isCut ? broken('waits on, after the end of its time') : [];
  if (authorised_at === undefined) return [];
  if (note === NOTES.rejected)
    return plan.decisions.some(({ what }) => what === 'reject') ? [] : broken('is rejected, unasked');
  // One that was approved is tried until its time is over, while a shard is silent.
  if (note === NOTES.notApproved || (note === NOTES.expired && approval?.state === 'approved')) {
    const isOver = plan.expiresAt !== undefined && (decidedAt(transfer) ?? 0) >= plan.expiresAt;
    return isOver ? [] : broken('ended before its time');
  }
  // Its credit was refused: the payee had frozen the wallet, or closed it.
  if (note === NOTES.payeeTakesNothing && plan.approvalAsked !== undefined) return [];
  return broken(`ended ${status}, ${note}`);
}
