import { encodeTime, incrementBase32, MAX_ULID, TIME_LEN } from 'ulid';
import * as z from 'zod/mini';

/** The digits of a ULID, in order (https://github.com/ulid/spec). */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A range of transfers by their ids, both ends included. It is empty if `first` is greater than
 * `last`.
 */
export interface TxRange {
  readonly first: string;
  readonly last: string;
}

/** The order of a list: oldest first or newest first. */
export const SortOrder = z.enum(['asc', 'desc'], { error: 'must be asc or desc' });
export type SortOrder = z.infer<typeof SortOrder>;

/**
 * The ids of the transfers initiated from `from` on and before `to` (ms since 1970) that come after
 * the transfer `after` in a list of this order.
 */
export function rangeOf({
  from,
  to,
  after,
  order,
}: {
  from?: number | undefined;
  to?: number | undefined;
  after?: string | undefined;
  order: SortOrder;
}): TxRange {
  const first = from === undefined ? firstAt(0) : firstAt(from);
  const last = to === undefined ? MAX_ULID : before(firstAt(to));
  return after === undefined ? { first, last } : restAfter({ first, last }, after, order);
}

/** The part of a range that comes after a transfer in a list of this order. */
export function restAfter({ first, last }: TxRange, after: string, order: SortOrder): TxRange {
  if (order === 'asc') return { first: first > after ? first : incrementBase32(after), last };
  return { first, last: last < after ? last : before(after) };
}

/** The first id of a millisecond. */
function firstAt(ms: number): string {
  return encodeTime(Math.max(0, ms), TIME_LEN).padEnd(MAX_ULID.length, '0');
}

/**
 * The id before this one. Before the first id comes a text smaller than every id. ulid only steps
 * forward.
 */
function before(txId: string): string {
  const rest = txId.replace(/0+$/, '');
  if (rest === '') return '';
  const digit = DIGITS[DIGITS.indexOf(rest.at(-1) ?? '') - 1] ?? '';
  return (rest.slice(0, -1) + digit).padEnd(MAX_ULID.length, 'Z');
}
