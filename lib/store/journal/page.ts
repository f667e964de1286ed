import type { Transfer } from '../../domain/transfer.ts';
import { hasStatus, mayBeIncoming, rangeAfter, type TransferFilter } from '../../domain/transfer-filter.ts';
import { type JournalTable, readItems } from './items.ts';
import { type Entry, type QueryRange, readSide, type Side, type Slice } from './sides.ts';

/** The request for a page: at most `limit` transfers, after the transfer `after`. */
export interface PageRequest extends TransferFilter {
  readonly limit: number;
  readonly after?: string | undefined;
}

/** A page. `next` is the `after` of the next page, if there may be one. */
export interface Page {
  readonly transfers: readonly Transfer[];
  readonly next?: string;
}

/**
 * The transfers that one page reads at most, unless it asks for more. A selective filter gets
 * shorter pages.
 */
const MAX_READ = 1_000;
/** The transfers read at a time for a filter, because the number that pass it is unknown. */
const FILTERED_BATCH = 200;

/**
 * A page of the transfers of a wallet that pass a filter. A transfer that is committed late appears
 * to the payee at the position of its id, which may be before `after`.
 */
export async function readPage(
  journal: JournalTable,
  walletId: string,
  page: PageRequest,
  maxRead = MAX_READ,
): Promise<Page> {
  const { limit, statuses, reference, order } = page;
  const found: Transfer[] = [];
  let left = Math.max(maxRead, limit + 1);
  for (let after = page.after; ; ) {
    const wanted = limit + 1 - found.length;
    const size = Math.min(left, statuses ? Math.max(wanted, FILTERED_BATCH) : wanted);
    const query = { range: rangeAfter(page, after), reference, order, limit: size };
    const { entries, whole } = await readBothSides(journal, walletId, page, query);
    const transfers = await transfersOf(journal, entries);
    found.push(...transfers.filter((transfer) => hasStatus(page, transfer)));
    const last = found[limit - 1];
    if (last && found.length > limit) return { transfers: found.slice(0, limit), next: last.txId };
    if (whole) return { transfers: found };
    after = entries.at(-1)?.txId ?? after;
    left -= entries.length;
    if (left <= 0) return { transfers: found, ...(after !== undefined && { next: after }) };
  }
}

/**
 * The forms in which a reference may be stored: NFC; or decomposed, as some devices send it, in
 * transfers from before 2026-11-25. For most references both are the same.
 */
function formsOf(reference: string | undefined): (string | undefined)[] {
  return [...new Set([reference, reference?.normalize('NFD')])];
}

/** Merges both sides up to the point where the first of them was cut off. */
async function readBothSides(
  journal: JournalTable,
  walletId: string,
  filter: TransferFilter,
  query: QueryRange,
): Promise<Slice> {
  const asked: readonly Side[] = mayBeIncoming(filter) ? ['outgoing', 'incoming'] : ['outgoing'];
  const sides = await Promise.all(
    asked.flatMap((side) =>
      formsOf(query.reference).map((reference) => readSide(journal, side, walletId, { ...query, reference })),
    ),
  );
  const inOrder = (a: string, b: string) => (query.order === 'asc' ? a <= b : a >= b);
  const ends = sides.flatMap(({ entries, whole }) => (whole ? [] : (entries.at(-1)?.txId ?? [])));
  const known = sides
    .flatMap(({ entries }) => entries)
    .filter(({ txId }) => ends.every((end) => inOrder(txId, end)))
    .sort((a, b) => (inOrder(a.txId, b.txId) ? -1 : 1));
  const entries = known.slice(0, query.limit);
  return { entries, whole: ends.length === 0 && entries.length === known.length };
}

async function transfersOf(journal: JournalTable, entries: readonly Entry[]): Promise<Transfer[]> {
  const read = await readItems(
    journal,
    entries.flatMap((entry) => ('key' in entry ? [entry.key] : [])),
  );
  return entries.flatMap((entry) => ('key' in entry ? (read.get(entry.txId) ?? []) : [entry.transfer]));
}
