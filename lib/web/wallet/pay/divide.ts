import { withFee } from 'mib/client';
import { FEE } from '../../texts/fee.ts';
import { MAX_PAYEES, type PaidTo } from '../payment.ts';

/** A total to divide among the payees. The amounts are in minor units. */
export interface Division {
  readonly total: string;
  /** In percent, with a point or a comma; empty for no fee. */
  readonly percent: string;
  /** The wallet that receives the fee. */
  readonly feeTo: string;
}

/** The payees of the total, or what about it breaks a rule. */
export type Divided = { readonly payees: readonly PaidTo[] } | { readonly rule: string };

/**
 * Divides a total: the fee first, then what the others have already, and the first payee receives the
 * rest. So all of it is paid.
 */
export function divided(payees: readonly PaidTo[], { total, percent, feeTo }: Division): Divided {
  const [first = { to: '', amount: '' }, ...rest] = payees;
  const others = rest.filter(({ to }) => feeTo === '' || to !== feeTo);
  const fee = feeOf(total, percent.trim().replace(',', '.'));
  if (fee === undefined) return { rule: FEE.badPercent };
  if (fee > 0n && feeTo === '') return { rule: FEE.noWallet };
  const all = fee > 0n ? [...others, { to: feeTo, amount: String(fee) }] : others;
  if (all.length >= MAX_PAYEES) return { rule: FEE.tooMany };
  const left = remaining(total, all);
  if (left === undefined || BigInt(left) <= 0n) return { rule: FEE.nothingLeft };
  return { payees: [{ ...first, amount: left }, ...all] };
}

/** What is left of a total after these payees. Undefined as long as an amount is missing. */
export function remaining(total: string, payees: readonly PaidTo[]): string | undefined {
  if (payees.some(({ amount }) => !/^\d+$/.test(amount))) return undefined;
  return String(payees.reduce((left, { amount }) => left - BigInt(amount), BigInt(total)));
}

/** Undefined if the rate is none, or takes all. */
function feeOf(total: string, percent: string): bigint | undefined {
  if (percent === '') return 0n;
  try {
    return BigInt(withFee({ total, percent, to: '', feeTo: '' })[1]?.amount ?? 0n);
  } catch {
    return undefined;
  }
}
