import type { Balance } from 'mib/client';

/** What wallets of one currency have together, in minor units. */
export interface Total {
  readonly currency: string;
  readonly available: string;
}

/** What the wallets have available in each currency, in the order in which the currencies come. */
export function totalsOf(balances: readonly Pick<Balance, 'currency' | 'available'>[]): Total[] {
  const sums = new Map<string, bigint>();
  for (const { currency, available } of balances) sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(available));
  return [...sums].map(([currency, sum]) => ({ currency, available: sum.toString() }));
}
