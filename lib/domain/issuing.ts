import { createHash } from 'node:crypto';
import * as z from 'zod/mini';

const Minor = z.pipe(
  z.string().check(z.regex(/^\d{1,18}$/, 'must be whole minor units as a string of digits')),
  z.transform((digits) => BigInt(digits)),
);

/** What may be issued of one currency, in minor units. A day begins at midnight in UTC. */
export const IssuingLimits = z.object({
  /** What all operators may issue a day that no second one has approved. */
  aloneADay: Minor,
  /** What may be issued a day in all. */
  aDay: Minor,
  /** An issue of more has an alarm. */
  alarmAbove: Minor,
});
export type IssuingLimits = z.infer<typeof IssuingLimits>;

/** The limits by currency. `default` is for those that have none of their own. */
export const Issuing = z.catchall(z.object({ default: IssuingLimits }), IssuingLimits);
export type Issuing = z.infer<typeof Issuing>;

/** The limits of a currency. */
export function limitsOf(issuing: Issuing, currency: string): IssuingLimits {
  return (Object.hasOwn(issuing, currency) ? issuing[currency] : undefined) ?? issuing.default;
}

/** What an operator does with the treasury: `issue` pays a wallet from it, `retire` pays it from a wallet. */
export type TreasuryAct = 'issue' | 'retire';

/** Money that is issued to a wallet, or retired from it. */
export interface TreasuryOrder {
  readonly act: TreasuryAct;
  readonly walletId: string;
  /** In minor units, more than 0. */
  readonly amount: bigint;
  readonly currency: string;
}

/**
 * The key of an order that has none: the same order for the same reason is done once, on whatever day it is
 * given again.
 */
export function orderKey({ act, walletId, amount, currency }: TreasuryOrder, reason: string): string {
  const parts = [act, walletId, amount.toString(), currency, reason];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
