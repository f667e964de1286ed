import { MAX_AMOUNT_DIGITS } from './amount.ts';
import type { Legs } from './legs.ts';

/** A rule that the payees of a transfer break. Without `payee` it is a rule of all together. */
export interface PayeeProblem {
  /** The place of the payee in the list, from 0. */
  readonly payee?: number;
  readonly message: string;
}

/**
 * The rules that the payees of a transfer break: they are distinct, none is the payer, and the debit
 * is an amount.
 */
export function payeeProblems({ fromId, credits }: Pick<Legs, 'fromId' | 'credits'>): PayeeProblem[] {
  const ids = credits.map(({ toId }) => toId);
  const problems = ids.flatMap((toId, payee): PayeeProblem[] => {
    if (toId === fromId) return [{ payee, message: 'must not be the same wallet as from_id' }];
    const first = ids.indexOf(toId);
    return first < payee ? [{ payee, message: `must not be the same wallet as to[${first}].to_id` }] : [];
  });
  const sum = credits.reduce((total, { amount }) => total + amount, 0n);
  // An amount that is too large itself breaks the rule of amounts.
  if (isTooLarge(sum) && !credits.some(({ amount }) => isTooLarge(amount)))
    problems.push({ message: `must have amounts that add up to at most ${MAX_AMOUNT_DIGITS} digits` });
  return problems;
}

function isTooLarge(amount: bigint): boolean {
  return amount.toString().length > MAX_AMOUNT_DIGITS;
}
