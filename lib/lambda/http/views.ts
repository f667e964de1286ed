import type { Hold } from '../../api/holds.ts';
import type { Transaction } from '../../api/transaction.ts';
import type { TimelineEntry, TransactionDetail } from '../../api/transaction-detail.ts';
import type { WalletControls } from '../../api/wallet-controls.ts';
import type { Balance, PastBalance, Wallet } from '../../api/wallets.ts';
import { formatSigned } from '../../domain/amount.ts';
import { currencyOf, type InCurrency } from '../../domain/currency.ts';
import { amountFor } from '../../domain/legs.ts';
import { inOrder } from '../../domain/metadata.ts';
import { approvalState } from '../../domain/payment-approval.ts';
import { refundedOf } from '../../domain/refunds.ts';
import { metadataSeenBy, paidBySeenBy, payeesSeenBy, solePayeeSeenBy, timelineSeenBy } from '../../domain/seen-by.ts';
import type { TimelineEntry as Entry } from '../../domain/timeline.ts';
import type { Transfer } from '../../domain/transfer.ts';
import type { WalletLabels } from '../../domain/wallet-labels.ts';
import { memberOf, type WalletMember } from '../../domain/wallet-member.ts';
import type { WalletStatus } from '../../domain/wallet-status.ts';
import type { ShownControls } from '../../remote/shards.ts';
import type { PastWalletBalance, WalletBalance } from '../../usecases/balance.ts';

/**
 * A transfer from one wallet's side.
 * @param members those of the wallet, whose logins are shown
 */
export function transferView(walletId: string, transfer: Transfer, members: readonly WalletMember[] = []): Transaction {
  const amount = formatSigned(amountFor(walletId, transfer));
  const metadata = metadataSeenBy(walletId, transfer);
  return {
    wallet_id: walletId,
    TxID: transfer.txId,
    amount,
    ammount: amount,
    currency: currencyOf(transfer),
    status: transfer.status,
    note: transfer.note,
    ...(transfer.reference !== undefined && { reference: transfer.reference }),
    ...(transfer.payerNote !== undefined && { payer_note: transfer.payerNote }),
    ...(metadata && { metadata: { ...metadata } }),
    ...(walletId === transfer.fromId && transfer.scheduleId !== undefined && { schedule_id: transfer.scheduleId }),
    ...paidByView(walletId, transfer, members),
    initiated_at: transfer.initiatedAt,
    ...(transfer.authorisedAt !== undefined && { authorised_at: transfer.authorisedAt }),
    ...(transfer.expiresAt !== undefined && { expires_at: transfer.expiresAt }),
    ...(transfer.captured !== undefined && { captured: transfer.captured.toString() }),
    ...(transfer.decision === 'COMMIT' && transfer.decidedAt && { committed_at: transfer.decidedAt }),
    ...approvalView(transfer),
    from_id: transfer.fromId,
    ...payeesView(walletId, transfer),
    ...(transfer.refundOf !== undefined && { refund_of: transfer.refundOf }),
    ...refundsView(transfer),
  };
}

function paidByView(
  walletId: string,
  transfer: Transfer,
  members: readonly WalletMember[],
): Pick<Transaction, 'paid_by'> {
  const by = paidBySeenBy(walletId, transfer);
  if (!by) return {};
  const { userId: user_id, key } = by;
  const login = memberOf({ members }, user_id)?.login;
  return {
    paid_by: {
      user_id,
      ...(login !== undefined && { login }),
      ...(key && { key: { key_id: key.id, name: key.name } }),
    },
  };
}

/** No payee's row has an approval. */
function approvalView({ approval, decision }: Transfer): Pick<Transaction, 'approval'> {
  if (!approval) return {};
  const decided = approval.approved ?? approval.rejected;
  return {
    approval: {
      state: approvalState(approval, decision === 'ABORT'),
      asked_by: approval.askedBy,
      ...(decided && { decided_by: decided.by, decided_at: decided.at }),
    },
  };
}

/** The refunds of a payment and their sum. */
function refundsView({ refunds = [] }: Transfer): Pick<Transaction, 'refunds' | 'refunded'> {
  if (refunds.length === 0) return {};
  return {
    refunds: refunds.map(({ txId, amount }) => ({ TxID: txId, amount: amount.toString() })),
    refunded: refundedOf({ refunds }).toString(),
  };
}

/** An authorised transfer from the side of the payer or of the payee. */
export function holdView(walletId: string, transfer: Transfer): Hold {
  const { txId, fromId, authorisedAt = '', expiresAt = '' } = transfer;
  return {
    TxID: txId,
    from_id: fromId,
    ...payeesView(walletId, transfer),
    amount: formatSigned(amountFor(walletId, transfer)),
    currency: currencyOf(transfer),
    authorised_at: authorisedAt,
    expires_at: expiresAt,
    status: holdStatus(transfer),
  };
}

function holdStatus({ approval, capture }: Transfer): Hold['status'] {
  if (approval) return approval.approved ? 'approved' : 'awaiting_approval';
  return capture ? 'capturing' : 'authorised';
}

/** One payee is `to_id`, several are `to`. */
function payeesView(walletId: string, transfer: Transfer): Pick<Transaction, 'to_id' | 'to'> {
  const to_id = solePayeeSeenBy(walletId, transfer);
  if (to_id !== undefined) return { to_id };
  return {
    to: payeesSeenBy(walletId, transfer).map(({ toId, amount }) => ({ to_id: toId, amount: amount.toString() })),
  };
}

/** The same with the timeline. */
export function transferDetailView(
  walletId: string,
  transfer: Transfer,
  members?: readonly WalletMember[],
): TransactionDetail {
  return { ...transferView(walletId, transfer, members), timeline: timelineSeenBy(walletId, transfer).map(entryView) };
}

function entryView(entry: Entry): TimelineEntry {
  if (!('event' in entry)) return entry;
  const { at, side, walletId: wallet_id } = entry;
  switch (entry.event) {
    case 'held':
      return { at, held: side, wallet_id, shard: entry.shard };
    case 'refused':
      return { at, refused: side, wallet_id, shard: entry.shard };
    case 'unconfirmed':
      return { at, unconfirmed: side, wallet_id };
    case 'settled':
      return { at, settled: side, wallet_id, shard: entry.shard, ...(entry.earlier && { earlier: true }) };
  }
}

/** A wallet for its owner. */
export function walletView(
  wallet: WalletLabels &
    InCurrency & { readonly walletId: string; readonly status: WalletStatus; readonly createdAt: string },
): Wallet {
  return {
    wallet_id: wallet.walletId,
    status: wallet.status,
    currency: currencyOf(wallet),
    created_at: wallet.createdAt,
    ...(wallet.name !== undefined && { name: wallet.name }),
    ...(wallet.metadata && { metadata: { ...inOrder(wallet.metadata) } }),
  };
}

/** The freezes and limits of a wallet for its owner. An operator's reason is not theirs. */
export function walletControlsView(walletId: string, controls: ShownControls & InCurrency): WalletControls {
  const { ownerFreeze, operatorFreeze, closedAt, minimum, maxPayment, maxPerDay, leftToday } = controls;
  return {
    wallet_id: walletId,
    currency: currencyOf(controls),
    frozen: ownerFreeze?.frozen ?? null,
    frozen_at: timeOrNull(ownerFreeze?.since),
    operator_frozen: operatorFreeze?.frozen ?? null,
    operator_frozen_at: timeOrNull(operatorFreeze?.since),
    closed_at: timeOrNull(closedAt),
    minimum_balance: minimum?.toString() ?? null,
    max_payment: maxPayment?.toString() ?? null,
    max_per_day: maxPerDay?.toString() ?? null,
    approval_above: controls.approvalAbove?.toString() ?? null,
    left_today: leftToday?.toString() ?? null,
    limits_by: controls.limitsByOperator ? 'operator' : 'owner',
  };
}

function timeOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

export function balanceView(wallet: WalletBalance): Balance {
  const last = wallet.lastTransaction;
  return {
    wallet_id: wallet.walletId,
    currency: currencyOf(wallet),
    balance: wallet.balance.toString(),
    available: wallet.available.toString(),
    reserved: wallet.reserved.toString(),
    ...(wallet.frozen && { frozen: wallet.frozen }),
    ...(wallet.closedAt !== undefined && { closed_at: new Date(wallet.closedAt).toISOString() }),
    last_transaction: last
      ? { TxID: last.txId, status: last.status, note: last.note, initiated_at: last.initiatedAt }
      : null,
  };
}

export function pastBalanceView(past: PastWalletBalance): PastBalance {
  return {
    wallet_id: past.walletId,
    currency: currencyOf(past),
    at: new Date(past.at).toISOString(),
    as_of: new Date(past.asOf).toISOString(),
    balance: past.balance.toString(),
  };
}
