import type { Transfer } from '../../domain/transfer.ts';
import { hasStatus, rangeAfter, type TransferFilter } from '../../domain/transfer-filter.ts';
import type { JournalTable } from './items.ts';
import type { RowsOf } from './partitions.ts';
import { type QueryRange, readSlice, readSliceOfReference, type Slice } from './slice.ts';

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
 * A page of the transfers of a wallet that pass a filter. A transfer that is settled late appears
 * to the payee at the position of its id, which may be before `after`.
 */
export async function readPage(
  journal: JournalTable,
  wallet: RowsOf,
  page: PageRequest,
  maxRead = MAX_READ,
): Promise<Page> {
  const { limit, statuses, order } = page;
  const found: Transfer[] = [];
  let left = Math.max(maxRead, limit + 1);
  for (let after = page.after; ; ) {
    const wanted = limit + 1 - found.length;
    const size = Math.min(left, statuses ? Math.max(wanted, FILTERED_BATCH) : wanted);
    const query = { range: rangeAfter(page, after), order, limit: size };
    const { transfers, last: lastRead, whole } = await read(journal, wallet, page.reference, query);
    found.push(...transfers.filter((transfer) => hasStatus(page, transfer)));
    const last = found[limit - 1];
    if (last && found.length > limit) return { transfers: found.slice(0, limit), next: last.txId };
    if (whole) return { transfers: found };
    after = lastRead ?? after;
    left -= Math.max(transfers.length, 1);
    if (left <= 0) return { transfers: found, ...(after !== undefined && { next: after }) };
  }
}

function read(journal: JournalTable, wallet: RowsOf, reference: string | undefined, query: QueryRange): Promise<Slice> {
  if (reference === undefined) return readSlice(journal, wallet, query);
  return readSliceOfReference(journal, wallet, reference, query);
}
