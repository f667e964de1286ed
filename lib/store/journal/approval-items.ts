import * as z from 'zod/mini';
import type { ByUser } from '../../domain/payment-approval.ts';
import type { Transfer } from '../../domain/transfer.ts';

/** The approval of a payment in its payer's item. Each part is an attribute, because conditions name them. */
export const approvalAttributes = {
  approval_by: z.optional(z.string()),
  approved_by: z.optional(z.string()),
  approved_at: z.optional(z.string()),
  rejected_by: z.optional(z.string()),
  rejected_at: z.optional(z.string()),
};
const Attributes = z.object(approvalAttributes);
type Attributes = z.infer<typeof Attributes>;

export function approvalIn(item: Attributes): Pick<Transfer, 'approval'> {
  const { approval_by: askedBy, approved_by, approved_at, rejected_by, rejected_at } = item;
  if (askedBy === undefined) return {};
  const approved = byUser(approved_by, approved_at);
  const rejected = byUser(rejected_by, rejected_at);
  return { approval: { askedBy, ...(approved && { approved }), ...(rejected && { rejected }) } };
}

/** The attributes of a new payment. */
export function storedApproval({ approval }: Pick<Transfer, 'approval'>): Attributes {
  return approval ? { approval_by: approval.askedBy } : {};
}

function byUser(by: string | undefined, at: string | undefined): ByUser | undefined {
  return by === undefined || at === undefined ? undefined : { by, at };
}
