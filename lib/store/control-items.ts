import * as z from 'zod/mini';
import {
  CONTROLLERS,
  type CountedDay,
  FROZEN,
  type Freeze,
  type FreezeChange,
  type WalletControls,
} from '../domain/wallet-controls.ts';
import { SafeNumber } from './items.ts';

const StoredFrozen = z.optional(z.enum(FROZEN));
const Time = z.optional(SafeNumber);
const Money = z.optional(z.bigint());

/** The controls in a wallet's item. Each is an attribute of its own, because a condition names it. */
export const controlAttributes = {
  owner_freeze: StoredFrozen,
  owner_frozen_at: Time,
  operator_freeze: StoredFrozen,
  operator_frozen_at: Time,
  operator_reason: z.optional(z.string()),
  closed_at: Time,
  minimum_balance: Money,
  max_payment: Money,
  day_limit: Money,
  approval_above: Money,
  limits_by_operator: z.optional(z.boolean()),
  counted_day: Time,
  day_left: Money,
  controls_version: Time,
  freeze_change: Time,
  freeze_changed_by: z.optional(z.enum(CONTROLLERS)),
  freeze_changed_at: Time,
};
const Attributes = z.object(controlAttributes);
export type ControlAttributes = z.infer<typeof Attributes>;

/** The controls of an item; nothing if none was ever set. */
export function controlsOfItem(item: ControlAttributes): { controls?: WalletControls } {
  const controls = present({
    ownerFreeze: freezeOf(item.owner_freeze, item.owner_frozen_at),
    operatorFreeze: freezeOf(item.operator_freeze, item.operator_frozen_at, item.operator_reason),
    closedAt: item.closed_at,
    minimum: item.minimum_balance,
    maxPayment: item.max_payment,
    maxPerDay: item.day_limit,
    approvalAbove: item.approval_above,
    limitsByOperator: item.limits_by_operator,
    day: dayOfItem(item),
    version: item.controls_version,
    freezeChange: freezeChangeOf(item),
  });
  return Object.keys(controls).length > 0 ? { controls } : {};
}

/** The controls as the item has them. */
export function storedControls(controls: WalletControls): ControlAttributes {
  const { ownerFreeze: owner, operatorFreeze: operator, day, freezeChange: changed } = controls;
  return present({
    owner_freeze: owner?.frozen,
    owner_frozen_at: owner?.since,
    operator_freeze: operator?.frozen,
    operator_frozen_at: operator?.since,
    operator_reason: operator?.reason,
    closed_at: controls.closedAt,
    minimum_balance: controls.minimum,
    max_payment: controls.maxPayment,
    day_limit: controls.maxPerDay,
    approval_above: controls.approvalAbove,
    limits_by_operator: controls.limitsByOperator,
    counted_day: day?.day,
    day_left: day?.left,
    controls_version: controls.version,
    freeze_change: changed?.version,
    freeze_changed_by: changed?.by,
    freeze_changed_at: changed?.at,
  });
}

function freezeOf(
  frozen: z.infer<typeof StoredFrozen>,
  since: number | undefined,
  reason?: string,
): Freeze | undefined {
  if (frozen === undefined) return undefined;
  return { frozen, since: since ?? 0, ...(reason !== undefined && { reason }) };
}

function freezeChangeOf({
  freeze_change: version,
  freeze_changed_by: by,
  freeze_changed_at: at,
}: ControlAttributes): FreezeChange | undefined {
  return version === undefined || by === undefined || at === undefined ? undefined : { version, by, at };
}

function dayOfItem({ counted_day, day_left }: ControlAttributes): CountedDay | undefined {
  return counted_day === undefined ? undefined : { day: counted_day, left: day_left ?? 0n };
}

function present<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  for (const [name, value] of Object.entries(members)) if (value !== undefined) Object.assign(kept, { [name]: value });
  return kept;
}
