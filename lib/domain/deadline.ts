import * as z from 'zod/mini';
import { invalidInput } from './errors.ts';

/** A transfer has this long, from its begin, to hold the money on both shards. */
export const RESERVE_WINDOW_MS = 15_000;

/**
 * A shard accepts no deadline further ahead: a far one would raise the fence of a wallet above all
 * others. Beyond the window it is how much clocks may differ, as for a token.
 */
export const MAX_AHEAD_MS = RESERVE_WINDOW_MS + 5_000;
const AHEAD_RULE = `must be at most ${MAX_AHEAD_MS / 1000} seconds ahead`;

const RULE = 'must be milliseconds since 1970';

const Digits = z.string().check(z.regex(/^[0-9]{1,15}$/, RULE));
const Integer = z.int().check(z.nonnegative(RULE));

/** The last time at which a shard may reserve, in ms since 1970, as digits or a safe integer. */
export const Deadline = z
  .pipe(
    z.union([Digits, Integer], { error: (issue) => (issue.input === undefined ? 'is required' : RULE) }),
    z.transform(Number),
  )
  .check(
    z.meta({
      description: 'The last time at which the transaction may be held, in ms since 1970. At most 20 seconds ahead.',
      example: '1795427700000',
    }),
  );

/**
 * @param now ms since 1970
 * @throws MibError invalid_input if the deadline is too far ahead
 */
export function assertNotFarAhead(deadline: number, now: number): void {
  if (deadline <= now + MAX_AHEAD_MS) return;
  throw invalidInput([{ field: 'deadline', message: AHEAD_RULE }]);
}

/** The deadline of a transfer that begins now. */
export function deadlineFrom(now: number): number {
  return now + RESERVE_WINDOW_MS;
}

const Interval = z.pipe(
  z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z\/PT\d{1,4}S$/, 'must be <time>/PT<seconds>S')),
  z.transform((interval) => {
    const [begun = '', duration = ''] = interval.split('/');
    return Date.parse(begun) + Number(duration.slice(2, -1)) * 1000;
  }),
);

/** The deadline in an item of the journal, as ms since 1970. See TransferDeadline. */
export const StoredDeadline = z.union([Interval, z.pipe(z.bigint(), z.transform(Number))]);

/**
 * The deadline in a task of the state machine, as ms since 1970. The journal has it as an ISO 8601
 * interval from the transfer's begin (`2026-11-25T18:11:39.123Z/PT15S`), because a state machine in
 * JSONPath can write a time but cannot add to it. A transfer begun by the previous version has a
 * number, and a run of that version's definition passes its digits.
 */
export const TransferDeadline = z.union([
  z.pipe(
    z.object({ S: Interval }),
    z.transform(({ S }) => S),
  ),
  z.pipe(
    z.object({ N: Digits }),
    z.transform(({ N }) => Number(N)),
  ),
  z.pipe(Digits, z.transform(Number)),
]);
