import type { Capture } from '../../../domain/capture.ts';
import { currencyOf } from '../../../domain/currency.ts';
import type { PaidBy } from '../../../domain/paid-by.ts';
import type { PaymentApproval } from '../../../domain/payment-approval.ts';
import { allHolds, balanceOf, holdMapOf, type ShardWallet } from '../../../domain/shard-wallet.ts';
import { inTransit } from '../../../domain/stripes.ts';
import { timelineOf } from '../../../domain/timeline.ts';
import { transferIdOf } from '../../../domain/transaction-id.ts';
import { isFinal, type Transfer } from '../../../domain/transfer.ts';
import { CONTROLLERS, freezeBy, frozenIn, leftToday, type WalletControls } from '../../../domain/wallet-controls.ts';
import type { SweptTransfer } from '../../../store/journal/unfinished.ts';
import type { StripedItems } from '../../../store/shard-items.ts';
import type { Stripes, TransferDetail, WalletItem } from '../../../web/console/contract.ts';
import { linesOfControls } from '../controls.ts';
import { iso } from '../iso-time.ts';

/** A transfer as the contract has it. */
export function transferView(transfer: Transfer): TransferDetail['transfer'] {
  const { txId, fromId, amount, status, note, reference, payerNote, decision, deadline } = transfer;
  const { refundOf, refunds = [], approval, paidBy } = transfer;
  const { initiatedAt, processingAt, decidedAt, finishedAt, authorisedAt, expiresAt, capture, captured } = transfer;
  return {
    TxID: txId,
    from_id: fromId,
    to: transfer.credits.map((credit) => ({ to_id: credit.toId, amount: credit.amount.toString() })),
    amount: amount.toString(),
    currency: currencyOf(transfer),
    status,
    note,
    ...(reference !== undefined && { reference }),
    ...(payerNote !== undefined && { payer_note: payerNote }),
    ...(authorisedAt !== undefined && { authorised_at: authorisedAt }),
    ...(expiresAt !== undefined && { expires_at: expiresAt }),
    ...(approval && { approval: approvalView(approval) }),
    ...(paidBy && { paid_by: paidByView(paidBy) }),
    ...(capture && !isFinal(status) && { capture: captureView(capture) }),
    ...(captured !== undefined && { captured: captured.toString() }),
    ...(refundOf !== undefined && { refund_of: refundOf }),
    ...(refunds.length > 0 && { refunds: refunds.map((one) => ({ TxID: one.txId, amount: one.amount.toString() })) }),
    ...(decision && { decision }),
    ...(deadline !== undefined && { deadline: iso(deadline) }),
    initiated_at: initiatedAt,
    ...(processingAt !== undefined && { processing_at: processingAt }),
    ...(decidedAt !== undefined && { decided_at: decidedAt }),
    ...(finishedAt !== undefined && { finished_at: finishedAt }),
  };
}

function approvalView({ askedBy, approved, rejected }: PaymentApproval): TransferDetail['transfer']['approval'] {
  return {
    asked_by: askedBy,
    ...(approved && { approved_by: approved.by }),
    ...(rejected && { rejected_by: rejected.by }),
  };
}

function paidByView({ userId, key }: PaidBy): TransferDetail['transfer']['paid_by'] {
  return { user_id: userId, ...(key && { key: { key_id: key.id, name: key.name } }) };
}

function captureView({ amount, n, deadline, state }: Capture): TransferDetail['transfer']['capture'] {
  return { amount: amount.toString(), attempt: n, deadline: iso(deadline), is_released: state === 'RELEASING' };
}

/** The timeline as the contract has it. */
export function timelineView(transfer: Transfer): TransferDetail['timeline'] {
  return timelineOf(transfer).map((entry) => {
    const { at } = entry;
    if ('status' in entry) return { kind: 'status', at, status: entry.status };
    if ('decision' in entry) return { kind: 'decision', at, decision: entry.decision };
    if ('approval' in entry) return { kind: entry.approval, at, by: entry.by };
    const { side, walletId: wallet_id } = entry;
    if (entry.event === 'unconfirmed') return { kind: 'unconfirmed', at, side, wallet_id };
    const { event, shard } = entry;
    const isEarlier = event === 'settled' && entry.earlier;
    return { kind: event, at, side, wallet_id, shard, ...(isEarlier && { earlier: true }) };
  });
}

/** The sweeper's work on a transfer. */
export function sweeperView({ attempts, restarts, dueAt }: SweptTransfer): TransferDetail['sweeper'] {
  return { attempts, restarts: restarts.map(iso), ...(dueAt !== undefined && { due_at: iso(dueAt) }) };
}

/**
 * A wallet's item as the contract has it.
 * @param now ms since 1970
 */
export function walletItemView(wallet: ShardWallet, now: number): WalletItem {
  const { balance, available, reserved } = balanceOf(wallet);
  return {
    currency: currencyOf(wallet),
    balance: balance.toString(),
    available: available.toString(),
    reserved: reserved.toString(),
    credit_limit: wallet.creditLimit.toString(),
    ...controlsOf(wallet, now),
    holds: allHolds(wallet).map(([id, { commitAdds, rollbackAdds, deadline }]) => ({
      TxID: transferIdOf(id),
      // A debit is given back by a rollback, a credit is given by a commit.
      side: rollbackAdds > 0n ? ('debit' as const) : ('credit' as const),
      amount: (rollbackAdds > 0n ? rollbackAdds : commitAdds).toString(),
      deadline: iso(deadline),
      authorised: holdMapOf(wallet, id) === 'authorised',
    })),
    tombstones: Object.entries(wallet.tombstones)
      .sort(([, a], [, b]) => b - a)
      .map(([id, deadline]) => ({ TxID: transferIdOf(id), deadline: iso(deadline) })),
    ...(wallet.moving && { moving_to: wallet.moving.to }),
    ...(wallet.fence > 0 && { fence: iso(wallet.fence) }),
  };
}

/**
 * The stripes of a wallet as the contract has them; undefined without any.
 * @param used how many of them new transfers use
 */
export function stripesView({ main, stripes }: StripedItems, used: number): Stripes | undefined {
  if (stripes.length === 0) return undefined;
  const each = stripes.map((one, n) => ({
    stripe: n + 1,
    // Until the own item takes what a stripe has given, it is shown with the stripe.
    has: (balanceOf(one).balance + inTransit(main, one)).toString(),
    holds: allHolds(one).length,
  }));
  return { used, own: balanceOf(main).balance.toString(), each };
}

function controlsOf(
  { controls = {} }: ShardWallet,
  now: number,
): Pick<WalletItem, 'controls' | 'freezes' | 'frozen' | 'limits' | 'closed_at'> {
  const frozen = frozenIn(controls);
  const leftOfDay = leftToday(controls, now);
  const left = leftOfDay === undefined ? {} : { leftToday: leftOfDay > 0n ? leftOfDay : 0n };
  const lines = linesOfControls({ ...controls, ...left });
  const limits = limitsOf({ ...controls, ...left });
  return {
    ...(lines.length > 0 && { controls: lines }),
    ...(frozen && { frozen, freezes: freezesOf(controls) }),
    ...(limits && { limits }),
    ...(controls.closedAt !== undefined && { closed_at: iso(controls.closedAt) }),
  };
}

function freezesOf(controls: WalletControls): NonNullable<WalletItem['freezes']> {
  return CONTROLLERS.flatMap((by) => {
    const freeze = freezeBy(by, controls);
    if (!freeze) return [];
    const { frozen, since, reason } = freeze;
    return { by, frozen, since: iso(since), ...(reason !== undefined && { reason }) };
  });
}

function limitsOf(controls: WalletControls & { readonly leftToday?: bigint }): WalletItem['limits'] {
  const { minimum, maxPayment, maxPerDay, leftToday: left, limitsByOperator = false } = controls;
  if (minimum === undefined && maxPayment === undefined && maxPerDay === undefined) return undefined;
  return {
    ...(minimum !== undefined && { minimum_balance: minimum.toString() }),
    ...(maxPayment !== undefined && { max_payment: maxPayment.toString() }),
    ...(maxPerDay !== undefined && { max_per_day: maxPerDay.toString() }),
    ...(left !== undefined && { left_today: left.toString() }),
    by_operator: limitsByOperator,
  };
}

/** What a command that changes something needs in addition, for the operator to fill in. */
export const REASON = '--reason "…"';
