import * as routes from '../api/shard-controls.ts';
import type { Controller, ControlsChange, Freeze, WalletControls } from '../domain/wallet-controls.ts';
import { bodyOf, type Outcome, successOf } from './shard-outcome.ts';
import type { WalletCalls } from './wallet-calls.ts';

/** What a shard says of the controls of a wallet. */
export interface ShownControls extends Omit<WalletControls, 'day'> {
  readonly version: number;
  readonly leftToday?: bigint;
  readonly balance: bigint;
  /** The number of its holds. */
  readonly holds: number;
  readonly isTreasury: boolean;
}

/** @returns undefined if there is no such wallet */
export async function readControls(
  calls: WalletCalls,
  walletId: string,
  now: number,
  first?: number,
): Promise<ShownControls | undefined> {
  const outcome = await calls.ask(routes.controls, walletId, { path: { wallet_id: walletId } }, now, first);
  if (outcome.error === 'no_such_wallet') return undefined;
  return shown(routes.controls, outcome);
}

/** @returns the controls afterwards, or why there are none or they stay */
export async function changeControls(
  calls: WalletCalls,
  {
    walletId,
    by,
    version,
    change,
    shard,
  }: { walletId: string; by: Controller; version: number; change: ControlsChange; shard?: number | undefined },
  now: number,
): Promise<ShownControls | 'no_such_wallet' | 'wallet_closed' | 'controls_changed' | 'limits_by_operator'> {
  const { frozen, reason, minimum, maxPayment, maxPerDay, approvalAbove } = change;
  const body = {
    wallet_id: walletId,
    by,
    version,
    ...(frozen !== undefined && { frozen }),
    ...(reason !== undefined && { reason }),
    ...limit('minimum_balance', minimum),
    ...limit('max_payment', maxPayment),
    ...limit('max_per_day', maxPerDay),
    ...limit('approval_above', approvalAbove),
  };
  const outcome = await calls.ask(routes.changeControls, walletId, { body }, now, shard);
  switch (outcome.error) {
    case 'no_such_wallet':
    case 'wallet_closed':
    case 'controls_changed':
    case 'limits_by_operator':
      return outcome.error;
    default:
      return shown(routes.changeControls, outcome);
  }
}

/** @returns the wallet afterwards, closed or not; undefined if there is none, or why it stays */
export async function closeWallet(
  calls: WalletCalls,
  {
    walletId,
    by,
    version,
    reason,
    shard,
  }: { walletId: string; by: Controller; version?: number; reason?: string | undefined; shard?: number | undefined },
  now: number,
): Promise<ShownControls | 'controls_changed' | undefined> {
  const body = {
    wallet_id: walletId,
    by,
    ...(version !== undefined && { version }),
    ...(reason !== undefined && { reason }),
  };
  const outcome = await calls.ask(routes.closeWallet, walletId, { body }, now, shard);
  if (outcome.error === 'controls_changed') return outcome.error;
  if (outcome.error === 'no_such_wallet') return undefined;
  return shown(routes.closeWallet, outcome);
}

function limit<N extends string>(name: N, value: bigint | null | undefined): { [K in N]?: string | null } {
  const one: { [K in N]?: string | null } = {};
  return value === undefined ? one : Object.assign(one, { [name]: value === null ? null : value.toString() });
}

type ControlsRoute = typeof routes.controls | typeof routes.changeControls | typeof routes.closeWallet;

/** @throws ShardUnavailable */
function shown(
  route: Pick<ControlsRoute, 'operationId' | 'responses'>,
  outcome: Outcome<ControlsRoute['errors'][number]>,
): ShownControls {
  const body = bodyOf(route, successOf(route, outcome));
  return {
    ...freeze('ownerFreeze', body.owner_freeze),
    ...freeze('operatorFreeze', body.operator_freeze),
    ...(body.closed_at !== undefined && { closedAt: body.closed_at }),
    ...money('minimum', body.minimum_balance),
    ...money('maxPayment', body.max_payment),
    ...money('maxPerDay', body.max_per_day),
    ...money('approvalAbove', body.approval_above),
    ...money('leftToday', body.left_today),
    version: body.version,
    ...(body.freeze_change && { freezeChange: body.freeze_change }),
    limitsByOperator: body.limits_by_operator,
    balance: BigInt(body.balance),
    holds: body.holds,
    isTreasury: body.is_treasury,
  };
}

function freeze<N extends string>(name: N, one: routes.ShardControls['owner_freeze']): { readonly [K in N]?: Freeze } {
  if (!one) return {};
  const { frozen, since, reason } = one;
  const of: { [K in N]?: Freeze } = {};
  return Object.assign(of, { [name]: { frozen, since, ...(reason !== undefined && { reason }) } });
}

function money<N extends string>(name: N, digits: string | undefined): { readonly [K in N]?: bigint } {
  const of: { [K in N]?: bigint } = {};
  return digits === undefined ? of : Object.assign(of, { [name]: BigInt(digits) });
}
