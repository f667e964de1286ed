import * as z from 'zod/mini';
import type { Credit } from '../domain/legs.ts';
import { SafeNumber } from './items.ts';

/** How an item has the payees of a transfer: one as `to_id`, several as `credits`, each maybe with a stripe. */
export const creditAttributes = {
  to_id: z.optional(z.string()),
  stripe: z.optional(SafeNumber),
  credits: z.optional(z.array(z.object({ to_id: z.string(), amount: z.bigint(), stripe: z.optional(SafeNumber) }))),
};
const Attributes = z.object({ ...creditAttributes, amount: z.bigint() });

/** The payees of an item, and what each receives. A single one receives the whole amount. */
export function creditsIn({ to_id, stripe, credits = [], amount }: z.infer<typeof Attributes>): Credit[] {
  if (to_id !== undefined) return [{ toId: to_id, amount, ...onStripe(stripe) }];
  return credits.map((credit) => ({ toId: credit.to_id, amount: credit.amount, ...onStripe(credit.stripe) }));
}

/** The payees as an item has them. */
export function storedCredits({ credits }: { readonly credits: readonly Credit[] }): Record<string, unknown> {
  const [sole, ...others] = credits;
  if (sole && others.length === 0) return { to_id: sole.toId, ...onStripe(sole.stripe) };
  return { credits: credits.map(({ toId, amount, stripe }) => ({ to_id: toId, amount, ...onStripe(stripe) })) };
}

function onStripe(stripe: number | undefined): { stripe?: number } {
  return stripe === undefined ? {} : { stripe };
}
