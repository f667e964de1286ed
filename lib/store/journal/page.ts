import type { Transfer } from '../../domain/transfer.ts';
import { hasStatus, mayBeIncoming, rangeAfter, type TransferFilter } from '../../domain/transfer-filter.ts';
import { type JournalTable, readItems } from './items.ts';
import { type Entry, type QueryRange, readSide, type Side, type Slice } from './sides.ts';

/** One page of a list: at most `limit` transfers, after the transfer `after`. */
export interface PageRequest extends TransferFilter {
  readonly limit: number;
  readonly after?: string | undefined;
}

/** `next`: what to go on after, if there may be more. */
export interface Page {
  readonly transfers: readonly Transfer[];
  readonly next?: string;
}

/** How many transfers one page looks at, unless it asks for more. A filter that few of them pass gets shorter pages. */
const LOOKS_AT = 1_000;
/** With a filter it is not known how many to read for a page: so many at a time. */
const READS_AT_ONCE = 200;

/**
 * A page of the transfers of a wallet that a filter asks for. What is decided late appears to the payee at the place of its id, which
 * may be before `after`.
 */
export async function readPage(
  journal: JournalTable,
  walletId: string,
  page: PageRequest,
  looksAt = LOOKS_AT,
): Promise<Page> {
  const { limit, statuses, reference, order } = page;
  const found: Transfer[] = [];
  let left = Math.max(looksAt, limit + 1);
  for (let after = page.after; ; ) {
    const wanted = limit + 1 - found.length;
    const size = Math.min(left, statuses ? Math.max(wanted, READS_AT_ONCE) : wanted);
    const reading = { range: rangeAfter(page, after), reference, order, limit: size };
    const { entries, whole } = await readBothSides(journal, walletId, page, reading);
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
 * How a reference may be stored: in NFC, or, of a transfer from before 2026-11-25, decomposed as some devices send it. Of most references
 * both are the same.
 */
function formsOf(reference: string | undefined): (string | undefined)[] {
  return [...new Set([reference, reference?.normalize('NFD')])];
}

/** Both sides merged, as far as they are known: where one was cut off, the other is not to be read beyond. */
async function readBothSides(
  journal: JournalTable,
  walletId: string,
  filter: TransferFilter,
  reading: QueryRange,
): Promise<Slice> {
  const asked: readonly Side[] = mayBeIncoming(filter) ? ['outgoing', 'incoming'] : ['outgoing'];
  const sides = await Promise.all(
    asked.flatMap((side) =>
      formsOf(reading.reference).map((reference) => readSide(journal, side, walletId, { ...reading, reference })),
    ),
  );
  const inOrder = (a: string, b: string) => (reading.order === 'asc' ? a <= b : a >= b);
  const ends = sides.flatMap(({ entries, whole }) => (whole ? [] : (entries.at(-1)?.txId ?? [])));
  const known = sides
    .flatMap(({ entries }) => entries)
    .filter(({ txId }) => ends.every((end) => inOrder(txId, end)))
    .sort((a, b) => (inOrder(a.txId, b.txId) ? -1 : 1));
  const entries = known.slice(0, reading.limit);
  return { entries, whole: ends.length === 0 && entries.length === known.length };
}

async function transfersOf(journal: JournalTable, entries: readonly Entry[]): Promise<Transfer[]> {
  const read = await readItems(
    journal,
    entries.flatMap((entry) => ('key' in entry ? [entry.key] : [])),
  );
  return entries.flatMap((entry) => ('key' in entry ? (read.get(entry.txId) ?? []) : [entry.transfer]));
}
