import { APPROVAL_WAIT_MS, needsApproval, type WalletApproval } from '../domain/payment-approval.ts';
import type { NewTransfer } from '../store/journal/journal.ts';

/**
 * What a payment has beside others if it needs the approval of a second person: its money is held, and
 * its payee does not see it. The shard refuses what needs an approval and has none of this.
 * @param wallet that of the payer, as the directory has it now
 * @param asked `askedBy`: the user who asks for the payment, and so cannot approve it
 * @param now ms since 1970
 */
export function awaitingApproval(
  { approval }: { readonly approval?: WalletApproval | undefined },
  { amount, askedBy }: { readonly amount: bigint; readonly askedBy: string },
  now: number,
): Pick<NewTransfer, 'manual' | 'expiresAt' | 'approval'> | undefined {
  if (!needsApproval(approval?.rule, amount)) return undefined;
  return { manual: true, expiresAt: new Date(now + APPROVAL_WAIT_MS).toISOString(), approval: { askedBy } };
}
