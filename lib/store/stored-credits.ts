import * as z from 'zod/mini';
import { type Credit, solePayeeOf } from '../domain/legs.ts';

/** How an item has the payees of a transfer: one as `to_id`, several as `credits`. */
export const creditAttributes = {
  to_id: z.optional(z.string()),
  credits: z.optional(z.array(z.object({ to_id: z.string(), amount: z.bigint() }))),
};
const Attributes = z.object({ ...creditAttributes, amount: z.bigint() });

/** The payees of an item, and what each receives. A single one receives the whole amount. */
export function creditsIn({ to_id, credits = [], amount }: z.infer<typeof Attributes>): Credit[] {
  if (to_id !== undefined) return [{ toId: to_id, amount }];
  return credits.map((credit) => ({ toId: credit.to_id, amount: credit.amount }));
}

/** The payees as an item has them. */
export function storedCredits(transfer: { readonly credits: readonly Credit[] }): Record<string, unknown> {
  const sole = solePayeeOf(transfer);
  if (sole !== undefined) return { to_id: sole };
  return { credits: transfer.credits.map(({ toId, amount }) => ({ to_id: toId, amount })) };
}
