import type { Point } from './balance-line.ts';
import type { BalanceHistory } from './read-balance.ts';

/** Numbers of a chart are exact up to here. */
const EXACT = BigInt(Number.MAX_SAFE_INTEGER);

/** A history as columns of numbers, which a canvas draws. */
export interface ChartData {
  /** s since 1970 */
  readonly times: readonly number[];
  /** Each balance less `base`; null where the other column has it. */
  readonly line: readonly (number | null)[];
  readonly samples: readonly (number | null)[];
  /** 0 unless a balance is too large for a number. */
  readonly base: bigint;
}

/**
 * Large balances are drawn by their distance from one of them, so that small changes are still seen.
 * What is before the opening of a statement stays empty.
 */
export function chartDataOf({ from, line, samples, openedAt }: Omit<BalanceHistory, 'to'>): ChartData {
  const points = [...samples, ...line];
  const isExact = points.every(({ balance }) => balance <= EXACT && balance >= -EXACT);
  const base = isExact ? 0n : (line.at(-1)?.balance ?? 0n);
  const empty = openedAt === undefined ? [] : [null];
  const numberOf = ({ balance }: Point) => Number(balance - base);
  return {
    times: [...empty.map(() => from / 1_000), ...points.map(({ at }) => at / 1_000)],
    line: [...empty, ...samples.map(() => null), ...line.map(numberOf)],
    // The line of samples ends where the other begins.
    samples: [
      ...empty,
      ...samples.map(numberOf),
      ...line.map((point, n) => (n === 0 && samples.length > 0 ? numberOf(point) : null)),
    ],
    base,
  };
}

/** The range of an axis: with zero, if that is near. */
export function rangeOf(least: number, most: number): [number, number] {
  const margin = least === most ? Math.max(1, Math.abs(most) / 2) : (most - least) / 10;
  const isNearZero = least >= 0 && least <= most - least;
  return [isNearZero ? 0 : least - margin, most + margin];
}
