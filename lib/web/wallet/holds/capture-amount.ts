import { HOLDS } from '../../texts/holds.ts';
import type { Format } from '../../ui/format.ts';
import type { HeldFor } from './held-for.ts';

/** How much a person captures, in minor units, or the rule that what they typed breaks. */
export function captureOf(
  typed: string,
  { amount: held, currency }: Pick<HeldFor, 'amount' | 'currency'>,
  { parseAmount }: Pick<Format, 'parseAmount'>,
): { readonly amount: string } | { readonly rule: string } {
  const read = parseAmount(typed, currency);
  if ('rule' in read) return read;
  return BigInt(read.minorUnits) > BigInt(held) ? { rule: HOLDS.captureIn.tooMuch } : { amount: read.minorUnits };
}
