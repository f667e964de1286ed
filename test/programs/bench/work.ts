import * as z from 'zod';

/** Units by `table` or `table/index`. */
const Units = z.record(z.string(), z.number());

/**
 * The work of one operation of a client, in both services. `functions`: Lambda invocations by
 * `service/function`. `log`: the lines and bytes that our own code writes, with durations counted
 * as three digits.
 */
export const Work = z.strictObject({
  /** HTTP requests: the client's own and those to shards. */
  requests: z.int(),
  functions: z.record(z.string(), z.int()),
  workflow: z.strictObject({ runs: z.int(), transitions: z.int() }),
  writes: Units,
  reads: Units,
  log: z.strictObject({ lines: z.int(), bytes: z.int() }),
  /** Consecutive round trips before the response. */
  toResponse: z.int(),
  /** Consecutive round trips from the request to the final status. */
  toFinal: z.int(),
});
export type Work = z.infer<typeof Work>;

/**
 * The work by operation. `row`: the longest row of round trips of a successful transfer, by name.
 */
export const CountedWork = z.strictObject({ work: z.record(z.string(), Work), row: z.array(z.string()) });
export type CountedWork = z.infer<typeof CountedWork>;

/**
 * The variable with the file into which the counting test writes its counts; unset: it writes none.
 */
export const WORK_FILE = 'MIB_BENCH_WORK_FILE';

export function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
