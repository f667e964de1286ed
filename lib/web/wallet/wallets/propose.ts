import { CHECKS } from '../field-rules.ts';

const DIGITS = 12;

/**
 * A number for a new wallet that is almost certainly free: one of 9 × 10^11, without a zero in
 * front, which people lose.
 * @param randomBelow a random whole number from 0 up to, but not including, the given one
 */
export function proposeWalletId(randomBelow: (end: number) => number): string {
  const rest = Array.from({ length: DIGITS - 1 }, () => randomBelow(10));
  return [1 + randomBelow(9), ...rest].join('');
}

/** The number that an address proposes, as in `/app/wallets/new?id=41`. */
export function idInAddress(id: string | undefined): string | undefined {
  return id !== undefined && CHECKS.walletId(id) === undefined ? id : undefined;
}

/** The random numbers of the browser. */
export function randomBelow(end: number): number {
  const limit = 256 - (256 % end);
  const [byte] = crypto.getRandomValues(new Uint8Array(1));
  return byte === undefined || byte >= limit ? randomBelow(end) : byte % end;
}
