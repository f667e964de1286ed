import { treasuryWalletId } from '../../../lib/domain/treasury.ts';
import { currencyOf, issuedIn, OTHER } from './currencies.ts';
import type { Plan } from './plan.ts';

/** The treasury of a schedule, which owes what its wallets have. */
export interface PlannedTreasury {
  readonly walletId: string;
  readonly currency: string;
  /** In minor units. */
  readonly owes: bigint;
}

/**
 * The treasury of a schedule: every sixth one has one, of its second currency, and operators. They follow
 * from the seed, so that the other schedules stay what they are.
 */
export function treasuryOf(plan: Pick<Plan, 'seed' | 'funds'>): PlannedTreasury | undefined {
  if (plan.seed % 6 !== 3) return undefined;
  return { walletId: treasuryWalletId(OTHER), currency: OTHER, owes: issuedIn(plan).get(OTHER) ?? 0n };
}

/** The wallets of the treasury's currency, by number. */
export function walletsIn(plan: Pick<Plan, 'seed' | 'funds'>, currency: string): number[] {
  return plan.funds.flatMap((_, n) => (currencyOf(plan, n) === currency ? n : []));
}

/** The sum of all balances of each currency, at any time: nothing where there is a treasury. */
export function sumsOf(plan: Pick<Plan, 'seed' | 'funds'>): ReadonlyMap<string | undefined, bigint> {
  const sums = new Map(issuedIn(plan));
  const treasury = treasuryOf(plan);
  if (treasury) sums.set(treasury.currency, 0n);
  return sums;
}

/** What each wallet has at the start. */
export function fundsOf(plan: Pick<Plan, 'seed' | 'funds'>): ReadonlyMap<string, bigint> {
  const funds = new Map(plan.funds.map((amount, n) => [String(n), BigInt(amount)]));
  const treasury = treasuryOf(plan);
  if (treasury) funds.set(treasury.walletId, -treasury.owes);
  return funds;
}
