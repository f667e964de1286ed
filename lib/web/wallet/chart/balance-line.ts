/** A balance in minor units, from a time (ms since 1970) on. */
export interface Point {
  readonly at: number;
  readonly balance: bigint;
}

/** Money that has come or gone by a committed transfer. */
export interface Change {
  /** When the transfer was committed: from then on the balance at a time has it. */
  readonly at: number;
  readonly amount: bigint;
}

/**
 * The balance from one time to another, by running sums from a known balance: one point at the
 * beginning, one for each change, and one at the end.
 * @param changes all of that time, in any order
 */
export function lineOf(known: Point, changes: readonly Change[], from: number, to: number): Point[] {
  const inside = changes.filter(({ at }) => at > from && at <= to).sort((a, b) => a.at - b.at);
  const untilKnown = inside.filter(({ at }) => at <= known.at).reduce((sum, { amount }) => sum + amount, 0n);
  let balance = known.balance - untilKnown;
  const points: Point[] = [{ at: from, balance }];
  for (const { at, amount } of inside) {
    balance += amount;
    points.push({ at, balance });
  }
  points.push({ at: to, balance });
  return points;
}

/** The balance of a line at a time. Undefined before its first point. */
export function balanceOn(line: readonly Point[], at: number): bigint | undefined {
  return line.findLast((point) => point.at <= at)?.balance;
}

/** So many times from one to another, both included, in equal distances. */
export function timesBetween(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, n) => Math.round(from + ((to - from) * n) / (count - 1)));
}
