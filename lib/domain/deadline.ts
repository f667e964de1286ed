import * as z from 'zod/mini';

/** How long a transfer may take to hold the money on both shards, from its begin. */
export const RESERVE_WINDOW_MS = 15_000;

const RULE = 'must be milliseconds since 1970';

const Digits = z.string().check(z.regex(/^[0-9]{1,15}$/, RULE));
const Integer = z.int().check(z.nonnegative(RULE));

/** A moment in milliseconds since 1970, as digits or a safe integer: the last one at which a shard may still reserve. */
export const Deadline = z
  .pipe(
    z.union([Digits, Integer], { error: (issue) => (issue.input === undefined ? 'is required' : RULE) }),
    z.transform(Number),
  )
  .check(z.meta({ description: 'The last moment to reserve at, in ms since 1970.', example: '1795427700000' }));

/** The deadline of a transfer that begins now. */
export function deadlineFrom(now: number): number {
  return now + RESERVE_WINDOW_MS;
}
