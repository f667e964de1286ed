/** How long a payment, or a change of a rule, waits for its second person. */
export const APPROVAL_WAIT_MS = 7 * 86_400_000;
/** The most approvers of one wallet. */
export const MAX_APPROVERS = 10;

/** A user who may approve the payments of a wallet. */
export interface Approver {
  readonly userId: string;
  /** A wallet of theirs, by which the owner has named them. */
  readonly walletId: string;
  /** Their account is deleted, so they approve nothing any more. */
  readonly gone?: boolean | undefined;
}

/** The rule of a wallet: payments above an amount wait for a second person. */
export interface ApprovalRule {
  /** The most that a payment may take without an approval. */
  readonly above: bigint;
  /** At least one. The owner is not among them, and may always approve what others ask for. */
  readonly approvers: readonly Approver[];
}

/** A change of the rule that waits for an approver. Times are ms since 1970. */
export interface RuleChange {
  /** A ULID. */
  readonly id: string;
  /** Undefined removes the rule. */
  readonly rule: ApprovalRule | undefined;
  readonly askedBy: string;
  readonly askedAt: number;
  /** From then on nobody can approve it. */
  readonly expiresAt: number;
}

/** The rule as the directory has it with its wallet. */
export interface WalletApproval {
  readonly rule?: ApprovalRule | undefined;
  readonly change?: RuleChange | undefined;
  /** The last change that was decided. A request about it can be repeated. */
  readonly decided?: DecidedChange | undefined;
  /** How often it was changed. */
  readonly version: number;
}

/** What an approver has made of a change. */
export interface DecidedChange {
  readonly id: string;
  readonly decision: RuleDecision;
  readonly by: string;
  /** Ms since 1970. */
  readonly at: number;
  /** The version that the decision made. Missing in decisions from before 2026-11-27. */
  readonly version?: number | undefined;
}

export const RULE_DECISIONS = ['approve', 'reject'] as const;
export type RuleDecision = (typeof RULE_DECISIONS)[number];

/** The approval that a payment needs, and what became of it. No payee's row has it. Times are RFC 3339. */
export interface PaymentApproval {
  /** The user who asked for the payment. */
  readonly askedBy: string;
  /** Who approved it, and when. It can be `approved`, and its money may still not move. */
  readonly approved?: ByUser | undefined;
  /** Who rejected it, and when. */
  readonly rejected?: ByUser | undefined;
}

export interface ByUser {
  readonly by: string;
  readonly at: string;
}

/** Whether a payment from a wallet with this rule waits for a second person. */
export function needsApproval(rule: ApprovalRule | undefined, amount: bigint): boolean {
  return rule !== undefined && amount > rule.above;
}

/**
 * Whether a change of the rule takes protection away, so that an approver has to agree: a higher
 * amount, no rule any more, or other approvers. An approver who is added counts, because one who has
 * stolen the owner's session would add themselves. Where all approvers have deleted their accounts nobody
 * could agree, and nobody can approve a payment of the owner: then the owner changes it alone.
 */
export function takesProtection(before: ApprovalRule | undefined, after: ApprovalRule | undefined): boolean {
  if (!before || !hasApprover(before)) return false;
  return !after || after.above > before.above || !areSameApprovers(before, after);
}

/** Whether two rules are the same. */
export function isSameRule(a: ApprovalRule | undefined, b: ApprovalRule | undefined): boolean {
  if (!a || !b) return a === b;
  return a.above === b.above && a.approvers.length === b.approvers.length && areSameApprovers(a, b);
}

/** Whether somebody is left who can approve what the owner asks for. */
export function hasApprover({ approvers }: ApprovalRule): boolean {
  return approvers.some(({ gone }) => !gone);
}

/** Those whose accounts are deleted do not count: nothing changes without them. */
function areSameApprovers(a: ApprovalRule, b: ApprovalRule): boolean {
  const [before, after] = [a, b].map(({ approvers }) => approvers.filter(({ gone }) => !gone));
  const ids = new Set(before?.map(({ userId }) => userId));
  return ids.size === after?.length && after.every(({ userId }) => ids.has(userId));
}

/**
 * The rule of a wallet after the account of a user was deleted, also in a change that waits.
 * @returns undefined if it does not name the user, or says so already
 */
export function approvalWithout(userId: string, approval: WalletApproval | undefined): WalletApproval | undefined {
  const { rule, change } = approval ?? {};
  const isNamed = [rule, change?.rule].some((one) => one?.approvers.some((who) => who.userId === userId && !who.gone));
  if (!approval || !isNamed) return undefined;
  const without = <Rule extends ApprovalRule | undefined>(one: Rule) =>
    one && {
      ...one,
      approvers: one.approvers.map((who) => (who.userId === userId ? { ...who, gone: true } : who)),
    };
  return {
    ...approval,
    rule: without(rule),
    ...(change && { change: { ...change, rule: without(change.rule) } }),
    version: approval.version + 1,
  };
}

/** A wallet as far as deciding about its payments goes. */
interface Decided {
  readonly owner: string;
  readonly approval?: WalletApproval | undefined;
}

/** Whether the user is the wallet's owner or an approver of it: who may see what waits. */
export function decidesFor(userId: string, { owner, approval }: Decided): boolean {
  return userId === owner || (approval?.rule?.approvers ?? []).some((approver) => approver.userId === userId);
}

/** Whether the user may approve what another has asked for. Nobody approves their own. */
export function mayApprove(userId: string, wallet: Decided, askedBy: string): boolean {
  return userId !== askedBy && decidesFor(userId, wallet);
}

/** Whether a change can still be decided. @param now ms since 1970 */
export function isOpen({ expiresAt }: RuleChange, now: number): boolean {
  return now < expiresAt;
}

export const APPROVAL_STATES = ['waiting', 'approved', 'rejected', 'expired'] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

/**
 * What became of the approval of a payment.
 * @param isAborted the payment is decided not to happen
 */
export function approvalState({ approved, rejected }: PaymentApproval, isAborted: boolean): ApprovalState {
  if (rejected) return 'rejected';
  if (approved) return 'approved';
  return isAborted ? 'expired' : 'waiting';
}
