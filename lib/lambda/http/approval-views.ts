import type { ApprovalRule, WaitingApproval as ShownApproval } from '../../api/approvals.ts';
import { currencyOf } from '../../domain/currency.ts';
import { isOpen, type ApprovalRule as Rule, type RuleChange } from '../../domain/payment-approval.ts';
import type { DirectoryEntry } from '../../store/directory.ts';
import type { WaitingApproval } from '../../usecases/approvals.ts';

/** The rule of a wallet. @param now ms since 1970: a change that is over is not shown */
export function approvalRuleView(wallet: DirectoryEntry, now: number): ApprovalRule {
  const { rule, change } = wallet.approval ?? {};
  return {
    wallet_id: wallet.walletId,
    currency: currencyOf(wallet),
    ...ruleView(rule),
    change: change && isOpen(change, now) ? changeView(change) : null,
  };
}

function ruleView(rule: Rule | undefined): Pick<ApprovalRule, 'approval_above' | 'approvers'> {
  return {
    approval_above: rule?.above.toString() ?? null,
    approvers: (rule?.approvers ?? []).map(({ userId, walletId, gone }) => ({
      user_id: userId,
      wallet_id: walletId,
      ...(gone && { account_deleted: gone }),
    })),
  };
}

function changeView({ id, rule, askedBy, askedAt, expiresAt }: RuleChange): NonNullable<ApprovalRule['change']> {
  return {
    change_id: id,
    ...ruleView(rule),
    asked_by: askedBy,
    asked_at: new Date(askedAt).toISOString(),
    expires_at: new Date(expiresAt).toISOString(),
  };
}

/** What waits, for a user who may decide it. */
export function waitingApprovalView(waiting: WaitingApproval): ShownApproval {
  const { walletId: wallet_id, mayApprove: may_approve } = waiting;
  if ('change' in waiting) return { kind: 'rule', wallet_id, ...changeView(waiting.change), may_approve };
  const { transfer } = waiting;
  const { reference, payerNote, refundOf } = transfer;
  return {
    kind: 'payment',
    wallet_id,
    TxID: transfer.txId,
    amount: transfer.amount.toString(),
    currency: currencyOf(transfer),
    to: transfer.credits.map(({ toId, amount }) => ({ to_id: toId, amount: amount.toString() })),
    ...(reference !== undefined && { reference }),
    ...(payerNote !== undefined && { payer_note: payerNote }),
    ...(refundOf !== undefined && { refund_of: refundOf }),
    asked_by: transfer.approval?.askedBy ?? '',
    asked_at: transfer.initiatedAt,
    expires_at: transfer.expiresAt ?? '',
    may_approve,
  };
}
