import type { Share } from './types.ts';

/** A payment of which a platform takes a fee. */
export interface FeeOptions {
  /** What the payer pays in all, in minor units. */
  readonly total: bigint | string;
  /** The wallet that receives the total without the fee. */
  readonly to: string;
  /** The wallet that receives the fee. */
  readonly feeTo: string;
  /** The fee in hundredths of a percent: 250 is 2.5 %. Give this, or `percent`. */
  readonly basisPoints?: bigint | number | undefined;
  /** The fee as a decimal, with a point: '2.5'. It is a text, because a number is no exact decimal. */
  readonly percent?: string | undefined;
  /** A fixed part of the fee in minor units, which is added to the rest. */
  readonly fixed?: bigint | string | undefined;
}

const DECIMAL = /^(\d{1,3})(?:\.(\d{1,9}))?$/;

/**
 * The payees of a payment with a fee, for `pay` and `transfer`. The fee is computed exactly, and a half
 * of a minor unit or more is rounded up. The other payee receives the rest, so that both add up to the
 * total. A fee of 0 has no payee.
 * @throws RangeError if the rate is none, or nothing is left for the other payee
 */
export function withFee({ total, to, feeTo, fixed = 0n, ...rate }: FeeOptions): Share[] {
  const whole = BigInt(total);
  const { numerator, denominator } = fractionOf(rate);
  const added = BigInt(fixed);
  const fee = added + (2n * whole * numerator + denominator) / (2n * denominator);
  if (added < 0n || fee >= whole) throw new RangeError(`a fee of ${fee} leaves nothing of ${whole}`);
  const rest = { to_id: to, amount: whole - fee };
  return fee === 0n ? [rest] : [rest, { to_id: feeTo, amount: fee }];
}

function fractionOf({ basisPoints, percent }: Pick<FeeOptions, 'basisPoints' | 'percent'>) {
  if ((basisPoints === undefined) === (percent === undefined))
    throw new RangeError('give basisPoints or percent, and not both');
  if (percent === undefined) {
    const numerator = BigInt(basisPoints ?? 0);
    if (numerator < 0n) throw new RangeError('basisPoints must not be below 0');
    return { numerator, denominator: 10_000n };
  }
  const [, digits, decimals = ''] = DECIMAL.exec(percent) ?? [];
  if (digits === undefined) throw new RangeError('percent must be a decimal such as 2.5');
  return { numerator: BigInt(digits + decimals), denominator: 100n * 10n ** BigInt(decimals.length) };
}
