import * as z from 'zod';

/** How long a transfer may take to hold the money on both shards, from its begin. */
export const RESERVE_WINDOW_MS = 15_000;

const RULE = 'must be milliseconds since 1970';

/** A moment in milliseconds since 1970, as digits or a safe integer: the last one at which a shard may still reserve. */
export const Deadline = z
  .union([z.string().regex(/^[0-9]{1,15}$/, RULE), z.int().nonnegative(RULE)], {
    error: (issue) => (issue.input === undefined ? 'is required' : RULE),
  })
  .transform(Number)
  .meta({ description: 'The last moment to reserve at, in ms since 1970.', example: '1795427700000' });

/** The deadline of a transfer that begins now. */
export function deadlineFrom(now: number): number {
  return now + RESERVE_WINDOW_MS;
}
