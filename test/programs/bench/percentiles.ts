import * as z from 'zod';

/** Percentiles of durations, in ms. */
export type Percentiles = z.infer<typeof Percentiles>;
export const Percentiles = z.strictObject({ p50: z.number(), p95: z.number(), p99: z.number() });

/** By the nearest-rank method, in whole ms. @throws Error if there are no times */
export function percentiles(times: readonly number[]): Percentiles {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => {
    const time = sorted[Math.ceil(share * sorted.length) - 1];
    if (time === undefined) throw new Error('nothing was timed');
    return Math.round(time);
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
