/**
 * What the owner or an operator has set on a wallet: who froze it, its limits, and whether it is
 * closed. Only reserves look at it. A wallet of the version before has none of it.
 */
export interface WalletControls {
  /** An operator's freeze is apart from the owner's: neither lifts the other's. */
  readonly ownerFreeze?: Freeze;
  readonly operatorFreeze?: Freeze;
  /** In ms since 1970. A closed wallet takes and gives nothing, for good. */
  readonly closedAt?: number;
  /** What a debit leaves in the wallet. */
  readonly minimum?: bigint;
  /** The most that one debit may take. */
  readonly maxPayment?: bigint;
  /** The most that the debits of a day may take together. */
  readonly maxPerDay?: bigint;
  /** The most that one debit may take without the approval of a second person. */
  readonly approvalAbove?: bigint;
  /** An operator has set limits: the owner does not change them. */
  readonly limitsByOperator?: boolean;
  readonly day?: CountedDay;
  /** How often the controls were changed, debits aside. */
  readonly version?: number;
  /** The last change of what is frozen, or the closing. One of the version before is not known. */
  readonly freezeChange?: FreezeChange;
}

/** Who changed what is frozen, or closed the wallet, and when. */
export interface FreezeChange {
  /** The version of the controls that it made. Later changes have higher ones. */
  readonly version: number;
  readonly by: Controller;
  /** In ms since 1970. */
  readonly at: number;
}

/** The day of UTC that is counted last, and what its limit leaves. It is below 0 for a lowered limit. */
export interface CountedDay {
  /** In days since 1970. It only rises. */
  readonly day: number;
  readonly left: bigint;
}

export const FROZEN = ['debits', 'credits', 'all'] as const;
/** What a freeze refuses. */
export type Frozen = (typeof FROZEN)[number];

export interface Freeze {
  readonly frozen: Frozen;
  /** In ms since 1970. */
  readonly since: number;
  /** An operator's, for operators. */
  readonly reason?: string;
}

export const CONTROLLERS = ['owner', 'operator'] as const;
/** Who changes a control. */
export type Controller = (typeof CONTROLLERS)[number];

/** A change. What it does not name stays; null removes. */
export interface ControlsChange {
  readonly frozen?: Frozen | null | undefined;
  readonly reason?: string | undefined;
  readonly minimum?: bigint | null | undefined;
  readonly maxPayment?: bigint | null | undefined;
  readonly maxPerDay?: bigint | null | undefined;
  /** Follows the rule in the directory, which says who may change it. */
  readonly approvalAbove?: bigint | null | undefined;
}

/** How a debit counts in the limit of a day: the day, and whether it is the first one of it. */
export interface DayCount {
  readonly day: number;
  readonly isFirst: boolean;
}

const DAY_MS = 86_400_000;

/** The day of UTC, in days since 1970. */
export function dayOf(now: number): number {
  return Math.floor(now / DAY_MS);
}

/** The freeze that one of them has set. */
export function freezeBy(by: Controller, { ownerFreeze, operatorFreeze }: WalletControls): Freeze | undefined {
  return by === 'owner' ? ownerFreeze : operatorFreeze;
}

/** What the freezes refuse together: of one of debits and one of credits it is all. */
export function frozenIn({ ownerFreeze, operatorFreeze }: WalletControls): Frozen | undefined {
  const [one, other] = [ownerFreeze?.frozen, operatorFreeze?.frozen];
  if (one === undefined || other === undefined) return one ?? other;
  return one === other ? one : 'all';
}

/** Whether a freeze refuses a side. */
export function refuses(freeze: Freeze | undefined, side: Exclude<Frozen, 'all'>): boolean {
  return freeze?.frozen === 'all' || freeze?.frozen === side;
}

/** Why no hold of this amount is taken, whatever else the wallet has. */
export function controlRefusal(
  controls: WalletControls,
  { amount, approval = false }: { readonly amount: bigint; readonly approval?: boolean | undefined },
): 'wallet_closed' | 'wallet_frozen' | 'payment_limit_exceeded' | 'approval_required' | undefined {
  if (controls.closedAt !== undefined) return 'wallet_closed';
  const side = amount < 0n ? 'debits' : 'credits';
  if (refuses(controls.ownerFreeze, side) || refuses(controls.operatorFreeze, side)) return 'wallet_frozen';
  if (controls.maxPayment !== undefined && controls.maxPayment < -amount) return 'payment_limit_exceeded';
  if (!approval && controls.approvalAbove !== undefined && controls.approvalAbove < -amount) return 'approval_required';
  return undefined;
}

/**
 * How a debit counts now; undefined without a limit. A clock that is behind counts in the last day that
 * was counted, so that going back gives no limit anew.
 */
export function dayCountOf({ maxPerDay, day }: WalletControls, now: number): DayCount | undefined {
  if (maxPerDay === undefined || !day) return undefined;
  const today = dayOf(now);
  return today > day.day ? { day: today, isFirst: true } : { day: day.day, isFirst: false };
}

/** What the limit of a day leaves now; undefined without a limit. */
export function leftToday(controls: WalletControls, now: number): bigint | undefined {
  const count = dayCountOf(controls, now);
  return count?.isFirst ? controls.maxPerDay : count && controls.day?.left;
}

/** The controls after a change; the same object if it changes nothing. */
export function changedControls(
  controls: WalletControls,
  by: Controller,
  change: ControlsChange,
  now: number,
): WalletControls {
  const freeze = freezeBy(by, controls);
  const frozen = frozenAfter(freeze, change, now);
  const limits = {
    minimum: after(controls.minimum, change.minimum),
    maxPayment: after(controls.maxPayment, change.maxPayment),
    maxPerDay: after(controls.maxPerDay, change.maxPerDay),
  };
  const approvalAbove = afterApproval(controls.approvalAbove, change.approvalAbove);
  const namesLimits = [change.minimum, change.maxPayment, change.maxPerDay].some((limit) => limit !== undefined);
  const hasLimits = Object.values(limits).some((limit) => limit !== undefined);
  const limitsByOperator = by === 'operator' && namesLimits ? hasLimits || undefined : controls.limitsByOperator;
  const day = dayAfter(controls, limits.maxPerDay, now);
  const all = {
    ...controls,
    ...limits,
    approvalAbove,
    [by === 'owner' ? 'ownerFreeze' : 'operatorFreeze']: frozen,
    limitsByOperator,
    day,
    freezeChange: freeze?.frozen === frozen?.frozen ? controls.freezeChange : freezeChange(controls, by, now),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** The next change of a wallet's controls, as one that freezes, lifts a freeze or closes. */
export function freezeChange({ version = 0 }: WalletControls, by: Controller, at: number): FreezeChange {
  return { version: version + 1, by, at };
}

/** Whether the change freezes otherwise than the controller has frozen it. */
export function changesFreeze(controls: WalletControls, by: Controller, { frozen }: ControlsChange): boolean {
  return frozen !== undefined && (frozen ?? undefined) !== freezeBy(by, controls)?.frozen;
}

/** Whether the change sets another limit than there is. */
export function changesLimits(before: WalletControls, after: WalletControls): boolean {
  return (['minimum', 'maxPayment', 'maxPerDay'] as const).some((name) => before[name] !== after[name]);
}

function frozenAfter(freeze: Freeze | undefined, { frozen, reason }: ControlsChange, now: number): Freeze | undefined {
  if (frozen === undefined) return freeze;
  if (frozen === null) return undefined;
  const since = freeze?.frozen === frozen ? freeze.since : now;
  const kept = reason ?? (freeze?.frozen === frozen ? freeze.reason : undefined);
  return { frozen, since, ...(kept !== undefined && { reason: kept }) };
}

/**
 * The counted day under another limit. What was taken today stays taken, also while there is no limit:
 * then it is below 0 by that.
 */
function dayAfter({ maxPerDay, day }: WalletControls, next: bigint | undefined, now: number): CountedDay | undefined {
  if (maxPerDay === next) return day;
  const today = dayOf(now);
  if (!day || today > day.day) return { day: today, left: next ?? 0n };
  return { day: day.day, left: day.left + (next ?? 0n) - (maxPerDay ?? 0n) };
}

function after(before: bigint | undefined, change: bigint | null | undefined): bigint | undefined {
  if (change === undefined) return before;
  return change === null || change === 0n ? undefined : change;
}

/** 0 is an amount here: every payment needs an approval. */
function afterApproval(before: bigint | undefined, change: bigint | null | undefined): bigint | undefined {
  return change === undefined ? before : (change ?? undefined);
}
