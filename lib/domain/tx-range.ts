import * as z from 'zod/mini';
import { CROCKFORD } from './transfer.ts';

const TIME_DIGITS = 10;
const ALL_DIGITS = 26;

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
  const last = to === undefined ? `7${'Z'.repeat(ALL_DIGITS - 1)}` : before(firstAt(to));
  if (after === undefined) return { first, last };
  if (order === 'asc') return { first: first > after ? first : next(after), last };
  return { first, last: last < after ? last : before(after) };
}

/** The first id of a millisecond. */
function firstAt(ms: number): string {
  let rest = Math.max(0, ms);
  let digits = '';
  for (let n = 0; n < TIME_DIGITS; n++) {
    digits = (CROCKFORD[rest % 32] ?? '') + digits;
    rest = Math.floor(rest / 32);
  }
  return digits.padEnd(ALL_DIGITS, '0');
}

/** The id after this one. After the last id comes a text greater than every id. */
function next(txId: string): string {
  return stepped(txId, 1, 'Z', '0');
}

/** The id before this one. Before the first id comes a text smaller than every id. */
function before(txId: string): string {
  return stepped(txId, -1, '0', 'Z');
}

function stepped(txId: string, step: 1 | -1, end: string, start: string): string {
  const kept = txId.replace(new RegExp(`${end}+$`), '');
  if (kept === '') return '';
  const digit = CROCKFORD[CROCKFORD.indexOf(kept.at(-1) ?? '') + step] ?? '';
  return (kept.slice(0, -1) + digit).padEnd(ALL_DIGITS, start);
}
