import * as z from 'zod';
import { condition } from './bends.ts';
import type { Breakage } from './system.ts';

const OneLeg = z.looseObject({ amount: z.string(), currency: z.string().optional() });

/** The rules of wallets in several currencies. */
export const BREAKAGES_OF_CURRENCIES: readonly Breakage[] = [
  {
    name: 'a shard does not compare the currency of a reserve with that of its wallet',
    shownBy: 63,
    operation: (_operation, input) =>
      condition(
        condition(input, ' AND attribute_not_exists(currency)', ''),
        ' AND currency = :currency',
        // A value that no expression uses is refused.
        ' AND (currency = :currency OR attribute_exists(spendable))',
      ),
  },
  {
    name: 'the reserve of a credit names no currency',
    shownBy: 279,
    request: (path, body) => {
      const { success, data } = OneLeg.safeParse(body);
      if (path !== '/api/reserve' || !success || !data.amount.startsWith('+')) return body;
      const { currency: _, ...unnamed } = data;
      return unnamed;
    },
  },
];
