import * as z from 'zod/mini';
import type { Transfer } from '../../domain/transfer.ts';

/**
 * Who asked for a payment, in its payer's item, and in the row of its payee while it is authorised. It has the id of the user and no login: a user who
 * deletes their account stays in the journal under a pseudonym. The name of a key is a text of the
 * wallet's owner, as the reference is.
 */
export const paidByAttributes = {
  paid_by: z.optional(z.string()),
  key_id: z.optional(z.string()),
  key_name: z.optional(z.string()),
};
const Attributes = z.object(paidByAttributes);
type Attributes = z.infer<typeof Attributes>;

export function paidByIn({ paid_by: userId, key_id: id, key_name: name }: Attributes): Pick<Transfer, 'paidBy'> {
  if (userId === undefined) return {};
  return { paidBy: { userId, ...(id !== undefined && name !== undefined && { key: { id, name } }) } };
}

/** The attributes of a new payment. */
export function storedPaidBy({ paidBy }: Pick<Transfer, 'paidBy'>): Attributes {
  if (!paidBy) return {};
  const { userId, key } = paidBy;
  return { paid_by: userId, ...(key && { key_id: key.id, key_name: key.name }) };
}
