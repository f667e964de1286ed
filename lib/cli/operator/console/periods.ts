const PERIODS_S = [10, 60, 300, 900];
const MOST_POINTS = 120;

/**
 * How long one point of a chart is, in s, so that there are at most 120.
 * @param smallest of what measures
 */
export function periodFor(minutes: number, smallest: number): number {
  const fits = (period: number) => period >= smallest && (minutes * 60) / period <= MOST_POINTS;
  return PERIODS_S.find(fits) ?? PERIODS_S.at(-1) ?? smallest;
}
