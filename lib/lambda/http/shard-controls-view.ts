import type { ShardControls } from '../../api/shard-controls.ts';
import { allHolds, balanceOf, type ShardWallet } from '../../domain/shard-wallet.ts';
import { leftToday } from '../../domain/wallet-controls.ts';

/** The controls of a wallet as its shard shows them, with what would keep it from being closed. */
export function shardControlsView(wallet: ShardWallet, now: number): ShardControls {
  const { controls = {} } = wallet;
  const {
    ownerFreeze,
    operatorFreeze,
    closedAt,
    minimum,
    maxPayment,
    maxPerDay,
    approvalAbove,
    limitsByOperator = false,
    version = 0,
    freezeChange,
  } = controls;
  const left = leftToday(controls, now);
  return {
    wallet_id: wallet.walletId,
    ...(ownerFreeze && { owner_freeze: { ...ownerFreeze } }),
    ...(operatorFreeze && { operator_freeze: { ...operatorFreeze } }),
    ...(closedAt !== undefined && { closed_at: closedAt }),
    ...(minimum !== undefined && { minimum_balance: minimum.toString() }),
    ...(maxPayment !== undefined && { max_payment: maxPayment.toString() }),
    ...(maxPerDay !== undefined && { max_per_day: maxPerDay.toString() }),
    ...(approvalAbove !== undefined && { approval_above: approvalAbove.toString() }),
    ...(left !== undefined && { left_today: (left > 0n ? left : 0n).toString() }),
    version,
    ...(freezeChange && { freeze_change: { ...freezeChange } }),
    limits_by_operator: limitsByOperator,
    balance: balanceOf(wallet).balance.toString(),
    holds: allHolds(wallet).length,
    is_treasury: wallet.creditLimit !== 0n,
  };
}
