import * as z from 'zod/mini';
import {
  type ApprovalRule,
  type DecidedChange,
  RULE_DECISIONS,
  type RuleChange,
  type WalletApproval,
} from '../domain/payment-approval.ts';
import { SafeNumber } from './items.ts';

const StoredRule = z.pipe(
  z.object({
    above: z.bigint(),
    approvers: z.array(z.object({ user_id: z.string(), wallet_id: z.string(), gone: z.optional(z.boolean()) })),
  }),
  z.transform(
    ({ above, approvers }): ApprovalRule => ({
      above,
      approvers: approvers.map(({ user_id, wallet_id, gone }) => ({
        userId: user_id,
        walletId: wallet_id,
        ...(gone && { gone }),
      })),
    }),
  ),
);

const StoredChange = z.pipe(
  z.object({
    id: z.string(),
    rule: z.optional(StoredRule),
    asked_by: z.string(),
    asked_at: SafeNumber,
    expires_at: SafeNumber,
  }),
  z.transform(
    ({ id, rule, asked_by, asked_at, expires_at }): RuleChange => ({
      id,
      rule,
      askedBy: asked_by,
      askedAt: asked_at,
      expiresAt: expires_at,
    }),
  ),
);

const StoredDecision = z.object({
  id: z.string(),
  decision: z.enum(RULE_DECISIONS),
  by: z.string(),
  at: SafeNumber,
  version: z.optional(SafeNumber),
});

/** The rule of approvals in the item of a wallet in the directory. */
export const StoredWalletApproval = z.pipe(
  z.object({
    rule: z.optional(StoredRule),
    change: z.optional(StoredChange),
    decided: z.optional(StoredDecision),
    version: SafeNumber,
  }),
  z.transform(({ rule, change, decided, version }): WalletApproval => ({ rule, change, decided, version })),
);

/** The rule as the item has it. */
export function storedWalletApproval({ rule, change, decided, version }: WalletApproval): object {
  return {
    ...(rule && { rule: storedRule(rule) }),
    ...(change && { change: storedChange(change) }),
    ...(decided && { decided: storedDecision(decided) }),
    version,
  };
}

function storedRule({ above, approvers }: ApprovalRule): object {
  const stored = approvers.map(({ userId, walletId, gone }) => ({
    user_id: userId,
    wallet_id: walletId,
    ...(gone && { gone }),
  }));
  return { above, approvers: stored };
}

function storedChange({ id, rule, askedBy, askedAt, expiresAt }: RuleChange): object {
  const asked = { asked_by: askedBy, asked_at: askedAt, expires_at: expiresAt };
  return { id, ...(rule && { rule: storedRule(rule) }), ...asked };
}

function storedDecision({ id, decision, by, at, version }: DecidedChange): object {
  return { id, decision, by, at, ...(version !== undefined && { version }) };
}
