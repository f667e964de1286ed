import * as z from 'zod/mini';
import { AmountOrZero } from '../domain/amount.ts';
import { component, doc } from '../domain/doc.ts';
import { MAX_PAYEES } from '../domain/legs.ts';
import { MAX_APPROVERS, RULE_DECISIONS } from '../domain/payment-approval.ts';
import { ULID } from '../domain/ulid.ts';
import { WalletId } from '../domain/wallet-id.ts';
import { Accepted } from './accepted.ts';
import { fields } from './fields.ts';
import { IdempotencyHeaders } from './idempotency-key.ts';
import { LinkHeader, pageQuery } from './page.ts';
import { route } from './route.ts';
import { Payee } from './transaction.ts';
import { TransactionDetail } from './transaction-detail.ts';
import { PreferenceApplied, WaitHeaders } from './wait-preference.ts';

/** A malformed id gets the same 404 as the wallet of somebody else. */
const walletPath = { id: doc(z.string(), 'Id of a wallet that you own or approve for.', '41') };
const transactionPath = {
  ...walletPath,
  TxID: doc(z.string(), 'Id of a transaction that this wallet pays.', '01KABZ5ZD6T8S0QFVJ0Q1N2M3P'),
};
const headers = z.extend(IdempotencyHeaders, WaitHeaders.shape);
const above = doc(
  z.nullable(fields.money),
  'The most that a payment takes without an approval. null: no payment needs one.',
  '500',
);
const Approver = component(
  'Approver',
  z.strictObject({
    user_id: fields.userId,
    wallet_id: doc(fields.walletId, 'A wallet of theirs.', '42'),
    account_deleted: doc(
      z.optional(z.boolean()),
      'true: their account is deleted, and they approve nothing any more. Once that is so of all, the owner changes the rule alone.',
      true,
    ),
  }),
  { description: 'A user who may approve payments of the wallet.' },
);
const approvers = doc(z.array(Approver), 'Who may approve. The owner is not listed, and may approve, too.', [
  { user_id: '3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90', wallet_id: '42' },
]);
const changeId = doc(fields.txId, 'Id of the change.', '01KABZ7B5N9W1D3F5H7K9M2P4R');
const asked = {
  asked_by: doc(fields.userId, 'Id of the user who asked for it.'),
  asked_at: doc(fields.time, 'When they did.'),
  expires_at: doc(fields.time, 'From then on nobody can approve it.', '2026-11-30T10:15:30.123Z'),
};

const RuleChange = component(
  'ApprovalRuleChange',
  z.strictObject({ change_id: changeId, approval_above: above, approvers, ...asked }),
  { description: 'A change of the rule that waits for an approver.' },
);

export const ApprovalRule = component(
  'ApprovalRule',
  z.strictObject({
    wallet_id: fields.walletId,
    currency: fields.currency,
    approval_above: above,
    approvers,
    change: doc(z.nullable(RuleChange), 'A change that waits for an approver, or null.', null),
  }),
  { description: 'Which payments of a wallet need the approval of a second person, and whose.' },
);
export type ApprovalRule = z.infer<typeof ApprovalRule>;

export const approvalRule = route({
  route: 'GET /api/user/wallets/{id}/approval',
  operationId: 'approvalRule',
  summary: 'Get which payments of a wallet need an approval',
  description: 'For the owner and the approvers of the wallet.',
  tag: 'Approvals',
  caller: 'user',
  rateLimit: 'reads',
  input: z.object({ path: z.object(walletPath) }),
  responses: { 200: { description: 'The rule.', body: ApprovalRule } },
  errors: ['wallet_not_found'],
});

const Named = z
  .array(WalletId)
  .check(
    z.minLength(1, 'must have at least one wallet'),
    z.maxLength(MAX_APPROVERS, `must be at most ${MAX_APPROVERS}`),
    z.meta({ minItems: 1, maxItems: MAX_APPROVERS }),
  );

const RuleRequest = z.strictObject({
  approval_above: doc(
    z.optional(z.nullable(AmountOrZero)),
    'The most that a payment takes without an approval. With "0" every payment needs one. null removes the rule.',
    '500',
  ),
  approvers: doc(z.optional(Named), 'Who may approve: a wallet of each, of other users. They replace those before.', [
    '42',
  ]),
});

export const setApprovalRule = route({
  route: 'PATCH /api/user/wallets/{id}/approval',
  operationId: 'setApprovalRule',
  summary: 'Set which payments of a wallet need an approval',
  description:
    'For the owner. A JSON Merge Patch (RFC 7396): what it does not name stays. A first rule needs both. A payment above `approval_above` is held, and waits for a second person. What protects more is in force at once: a first rule, or a lower amount. What protects less waits for an approver: a higher amount, no rule, or other approvers. The response then has it as `change`, and another request replaces it. Where the stage asks users with a second factor to confirm the session at new payees, it asks for it when `approvers` are named, too (403 `step_up_required`). Repeating a request has no further effect, so it takes no `Idempotency-Key`.',
  tag: 'Approvals',
  caller: 'user',
  rateLimit: 'writes',
  input: z.object({
    path: z.object({ id: doc(z.string(), 'Id of one of your wallets.', '41') }),
    body: doc(RuleRequest, 'The rule.', { approval_above: '500', approvers: ['42'] }),
  }),
  responses: { 200: { description: 'The rule, and the change that waits.', body: ApprovalRule } },
  errors: ['step_up_required', 'wallet_not_found', 'wallet_closed', 'unavailable'],
});

export const decideApprovalChange = route({
  route: 'PATCH /api/user/wallets/{id}/approval/{ChangeID}',
  operationId: 'decideApprovalChange',
  summary: 'Approve or reject a change of the rule',
  description:
    'For an approver of the wallet. The owner, who has asked for it, can only take it back. The first decision stays, and repeating it has no further effect.',
  tag: 'Approvals',
  caller: 'user',
  rateLimit: 'writes',
  input: z.object({
    path: z.object({
      ...walletPath,
      ChangeID: doc(z.string(), 'Id of a change that waits.', '01KABZ7B5N9W1D3F5H7K9M2P4R'),
    }),
    body: z.strictObject({
      decision: doc(z.enum(RULE_DECISIONS, 'must be approve or reject'), 'What becomes of it.', 'approve'),
    }),
  }),
  responses: { 200: { description: 'The rule after the decision.', body: ApprovalRule } },
  errors: [
    'wallet_not_found',
    'change_not_found',
    'own_request',
    'already_approved',
    'already_rejected',
    'approval_expired',
    'wallet_closed',
    'unavailable',
  ],
});

const mayApprove = doc(z.boolean(), 'Whether you may approve it. Whoever has asked for it can only reject it.', true);
const PaymentToApprove = z.strictObject({
  kind: doc(z.literal('payment'), 'A payment that waits.', 'payment'),
  wallet_id: doc(fields.walletId, 'Id of the wallet that pays.', '41'),
  TxID: fields.txId,
  amount: doc(fields.unsignedAmount, 'What the wallet pays, in whole minor units.', '700'),
  currency: fields.currency,
  to: doc(z.array(Payee).check(z.minLength(1), z.maxLength(MAX_PAYEES)), 'Who is paid.', [
    { to_id: '43', amount: '700' },
  ]),
  reference: z.optional(fields.reference),
  payer_note: z.optional(fields.payerNote),
  refund_of: doc(z.optional(fields.txId), 'Id of the transaction that it refunds, if it is a refund.'),
  ...asked,
  may_approve: mayApprove,
});
const RuleToApprove = z.strictObject({
  kind: doc(z.literal('rule'), 'A change of the rule that waits.', 'rule'),
  wallet_id: doc(fields.walletId, 'Id of the wallet whose rule would change.', '41'),
  ...RuleChange.shape,
  may_approve: mayApprove,
});
export const WaitingApproval = component('WaitingApproval', z.union([PaymentToApprove, RuleToApprove]), {
  description: 'What waits for a decision: a payment, or a change of a rule.',
});
export type WaitingApproval = z.infer<typeof WaitingApproval>;

/** A wallet, and a transaction of it. */
export const ApprovalsCursor = z
  .string()
  .check(z.regex(new RegExp(`^[0-9]{1,512}(-${ULID})?$`), 'must be the cursor of a page'), z.meta({ example: '41' }));

export const approvals = route({
  route: 'GET /api/user/approvals',
  operationId: 'approvals',
  summary: 'List what waits for your decision',
  description:
    'Payments, and changes of rules, of the wallets that you approve for, and of your own wallets with a rule. They are ordered by wallets. A page may be short, or empty, without being the last. A new payment is in the list within seconds.',
  tag: 'Approvals',
  caller: 'user',
  rateLimit: 'reads',
  input: z.object({ query: pageQuery(ApprovalsCursor) }),
  responses: {
    200: { description: 'A page of what waits.', body: z.array(WaitingApproval), headers: LinkHeader },
    204: { description: 'Nothing waits, and there is no next page.' },
  },
  errors: [],
});

const responses = (what: string) => ({
  200: {
    description: 'The transaction is final, which the request preferred to wait for, or was final before.',
    body: TransactionDetail,
    headers: PreferenceApplied,
  },
  202: {
    description: `${what} The transaction then reaches a final status.`,
    body: Accepted,
    headers: PreferenceApplied,
  },
});

export const approveTransaction = route({
  route: 'POST /api/user/transactions/{id}/{TxID}/approve',
  operationId: 'approveTransaction',
  summary: 'Approve a transaction that waits',
  description:
    'For an approver of the wallet that pays, and for its owner, but never for who asked for the payment. Then all of the money moves. If the shard of a payee does not respond, it moves later. The first decision stays, and repeating it has no further effect.',
  tag: 'Approvals',
  caller: 'user',
  rateLimit: 'writes',
  input: z.object({ path: z.object(transactionPath), body: z.optional(z.strictObject({})), headers }),
  responses: responses('The approval is stored.'),
  errors: [
    'wallet_not_found',
    'transaction_not_found',
    'not_awaiting_approval',
    'own_request',
    'already_approved',
    'already_rejected',
    'approval_expired',
    'idempotency_key_reused',
  ],
});

export const rejectTransaction = route({
  route: 'POST /api/user/transactions/{id}/{TxID}/reject',
  operationId: 'rejectTransaction',
  summary: 'Reject a transaction that waits',
  description:
    'For an approver of the wallet that pays, and for its owner. Who asked for the payment withdraws it so. The money goes back, and the transaction ends FAILED. The first decision stays, and repeating it has no further effect.',
  tag: 'Approvals',
  caller: 'user',
  rateLimit: 'writes',
  input: z.object({ path: z.object(transactionPath), body: z.optional(z.strictObject({})), headers }),
  responses: responses('The rejection is stored.'),
  errors: [
    'wallet_not_found',
    'transaction_not_found',
    'not_awaiting_approval',
    'already_approved',
    'already_rejected',
    'approval_expired',
    'idempotency_key_reused',
  ],
});
