/** A balance in minor units, from a time (ms since 1970) on. */
export interface Point {
  readonly at: number;
  readonly balance: bigint;
}

/**
 * The balance from one time to another: one point at the beginning, one for each change in between,
 * and one at the end.
 * @param changes the balance after each change, oldest first, with the last one up to `from`. Without
 * that one, nothing was there before
 */
export function lineOf(changes: readonly Point[], from: number, to: number): Point[] {
  const inside = changes.filter(({ at }) => at > from && at <= to);
  const first = { at: from, balance: balanceOn(changes, from) ?? 0n };
  return [first, ...inside, { at: to, balance: inside.at(-1)?.balance ?? first.balance }];
}

/** The balance of a line at a time. Undefined before its first point. */
export function balanceOn(line: readonly Point[], at: number): bigint | undefined {
  return line.findLast((point) => point.at <= at)?.balance;
}

/** So many times from one to another, both included, in equal distances. */
export function timesBetween(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, n) => Math.round(from + ((to - from) * n) / (count - 1)));
}
