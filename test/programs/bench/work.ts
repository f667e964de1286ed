import * as z from 'zod';

/** Units by `table` or `table/index`. */
const Units = z.record(z.string(), z.number());

/**
 * What one thing that a client does comes to, over both services. `functions`: Lambda invocations by `service/function`.
 * `log`: what our own code writes, in lines and bytes, the times in them taken as three digits.
 */
export const Work = z.strictObject({
  /** HTTP requests: the client's own and those to shards. */
  requests: z.int(),
  functions: z.record(z.string(), z.int()),
  workflow: z.strictObject({ runs: z.int(), transitions: z.int() }),
  writes: Units,
  reads: Units,
  log: z.strictObject({ lines: z.int(), bytes: z.int() }),
  /** Round trips that the answer waits for, one after the other. */
  toAnswer: z.int(),
  /** Round trips from the request to the final status, one after the other. */
  toFinal: z.int(),
});
export type Work = z.infer<typeof Work>;

/** What was counted, by what was done; and for a good transfer the longest row of round trips, by name. */
export const CountedWork = z.strictObject({ work: z.record(z.string(), Work), row: z.array(z.string()) });
export type CountedWork = z.infer<typeof CountedWork>;

/** The variable with the file into which the counting test writes what it counted, if it is to. */
export const WORK_FILE = 'MIB_BENCH_WORK_FILE';

export function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
