import type { Plan } from './plan.ts';

/** The other currency of a schedule, beside none. */
export const OTHER = 'EUR';

/**
 * The currency of a wallet: every third schedule has wallets of two. It follows from the seed, so that
 * the schedules stay what they are. A wallet that does not exist has none.
 */
export function currencyOf({ seed, funds }: Pick<Plan, 'seed' | 'funds'>, wallet: number): string | undefined {
  const isOther = seed % 3 === 0 && wallet < funds.length && (seed >> (wallet % 16)) % 2 === 1;
  return isOther ? OTHER : undefined;
}

/** The money of each currency at the start. */
export function issuedIn(plan: Pick<Plan, 'seed' | 'funds'>): ReadonlyMap<string | undefined, bigint> {
  const issued = new Map<string | undefined, bigint>();
  for (const [n, funds] of plan.funds.entries()) {
    const currency = currencyOf(plan, n);
    issued.set(currency, (issued.get(currency) ?? 0n) + BigInt(funds));
  }
  return issued;
}
