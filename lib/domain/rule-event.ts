import * as z from 'zod/mini';
import { component, doc } from './doc.ts';
import { RULE_CHANGE_ASKED_TYPE, RULE_CHANGE_DROPPED_TYPE, RULE_CHANGED_TYPE } from './event-type.ts';
import { type ApprovalRule, isSameRule, type WalletApproval } from './payment-approval.ts';
import { userEventId } from './user-event-envelope.ts';

const A_USER = '7b1d9c34-5e2f-4c80-a1b6-0f9e8d7c6b5a';
const changed_at = doc(z.iso.datetime(), 'When it was changed (RFC 3339).', '2026-11-23T09:00:00.412Z');
const approval_above = doc(
  z.nullable(z.string()),
  'The most that a payment takes without an approval, in minor units. null: no payment needs one.',
  '500',
);
const approvers = doc(z.array(z.string()), 'Ids of the users who may approve, without the owner.', [A_USER]);

const waits = doc(
  z.nullable(
    z.object({
      change_id: doc(z.string(), 'Id of the change that was asked for.', '01KABZ7B5N9W1D3F5H7K9M2P4R'),
      asked_by: doc(z.string(), 'Id of the user who asked for it.', A_USER),
      approval_above,
      approvers,
      expires_at: doc(
        z.iso.datetime(),
        'From then on nobody can approve it (RFC 3339). It has no event then.',
        '2026-11-30T09:00:00.000Z',
      ),
    }),
  ),
  'A change of the rule that waits for an approver, or null.',
  null,
);

/** What every event of a rule says of it. */
export const ofRule = {
  wallet_id: doc(z.string(), 'Id of the wallet.', '41'),
  change: doc(
    z.int().check(z.positive()),
    'Number of the change. Those of the rule of a wallet rise: the event with the highest one says what holds.',
    2,
  ),
  owner_id: doc(z.string(), 'Id of the owner of the wallet.', '3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90'),
  by: doc(
    z.enum(['owner', 'approver', 'operator', 'deletion']),
    'Who made the change. deletion: the account of an approver was deleted.',
    'owner',
  ),
  by_id: doc(z.optional(z.string()), 'Id of that user. Absent for an operator.', A_USER),
  changed_at,
};

/** What the owner and the approvers of the wallet may see beside that. */
export const ruleInForce = { approval_above, approvers, waits };

export const former_approvers = doc(z.array(z.string()), 'Ids of the users who were approvers until this change.', []);

const TYPES = {
  RULE_CHANGED: RULE_CHANGED_TYPE,
  RULE_CHANGE_ASKED: RULE_CHANGE_ASKED_TYPE,
  RULE_CHANGE_DROPPED: RULE_CHANGE_DROPPED_TYPE,
} as const;

/**
 * Which payments of a wallet need an approval has changed, or a change waits for one: the `detail` of the
 * event on EventBridge. Published at least once, unordered; its type, `wallet_id` and `change` identify
 * duplicates.
 */
export type RuleEvent = z.infer<typeof RuleEvent>;
export const RuleEvent = component(
  'RuleEvent',
  z.object({
    version: doc(z.literal(1), 'Version of this format. New fields may be added to it at any time.', 1),
    status: doc(
      z.enum(['RULE_CHANGED', 'RULE_CHANGE_ASKED', 'RULE_CHANGE_DROPPED']),
      'RULE_CHANGED: the rule in force has changed. RULE_CHANGE_ASKED: a change waits for an approver. RULE_CHANGE_DROPPED: a change that waited was rejected, or taken back.',
      'RULE_CHANGED',
    ),
    ...ofRule,
    ...ruleInForce,
    former_approvers,
  }),
  { description: 'Which payments of a wallet need the approval of a second person has changed, or a change waits.' },
);

/** The type of an event of a rule. */
export function typeOfRuleEvent({ status }: RuleEvent): (typeof TYPES)[RuleEvent['status']] {
  return TYPES[status];
}

/** The id of the event in messages to operators' webhooks. */
export function ruleEventId({ wallet_id, change, changed_at }: RuleEvent): string {
  return userEventId(Date.parse(changed_at), 'rule', wallet_id, String(change));
}

/** Who changes a rule, and when. */
export interface RuleAct {
  readonly by: RuleEvent['by'];
  /** Undefined for an operator. */
  readonly userId: string | undefined;
  /** ms since 1970 */
  readonly now: number;
}

/**
 * The event of a change of a rule.
 * @param wallet as it was read before
 * @param next the rule after it
 */
export function ruleEvent(
  { walletId, owner, approval }: { walletId: string; owner: string; approval?: WalletApproval | undefined },
  next: WalletApproval,
  { by, userId, now }: RuleAct,
): RuleEvent {
  const { rule, change } = next;
  const after = new Set(liveApprovers(rule));
  return {
    version: 1,
    status: statusOf(approval, next),
    wallet_id: walletId,
    change: next.version,
    owner_id: owner,
    by,
    ...(userId !== undefined && { by_id: userId }),
    ...shown(rule),
    waits: change
      ? {
          change_id: change.id,
          asked_by: change.askedBy,
          ...shown(change.rule),
          expires_at: new Date(change.expiresAt).toISOString(),
        }
      : null,
    former_approvers: liveApprovers(approval?.rule).filter((id) => !after.has(id)),
    changed_at: new Date(now).toISOString(),
  };
}

function statusOf(before: WalletApproval | undefined, next: WalletApproval): RuleEvent['status'] {
  if (next.change && next.change.id !== before?.change?.id) return 'RULE_CHANGE_ASKED';
  const isDropped = before?.change !== undefined && !next.change && isSameRule(before.rule, next.rule);
  return isDropped ? 'RULE_CHANGE_DROPPED' : 'RULE_CHANGED';
}

function shown(rule: ApprovalRule | undefined): { approval_above: string | null; approvers: string[] } {
  return { approval_above: rule?.above.toString() ?? null, approvers: liveApprovers(rule) };
}

/** Those whose accounts are not deleted. */
function liveApprovers(rule: ApprovalRule | undefined): string[] {
  return (rule?.approvers ?? []).filter(({ gone }) => !gone).map(({ userId }) => userId);
}

/** The body of a message to a webhook. */
export type RuleWebhook = z.infer<typeof RuleWebhook>;
export const RuleWebhook = component(
  'RuleWebhook',
  z.object({
    type: doc(
      z.enum([RULE_CHANGED_TYPE, RULE_CHANGE_ASKED_TYPE, RULE_CHANGE_DROPPED_TYPE]),
      'Type of the event, which the status says, too.',
      RULE_CHANGED_TYPE,
    ),
    timestamp: changed_at,
    data: RuleEvent,
  }),
  { description: 'The body of a webhook delivery.' },
);
