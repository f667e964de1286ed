import * as z from 'zod/mini';
import { doc } from '../domain/doc.ts';
import { TimestampBound } from '../domain/timestamp.ts';
import { Status, TxId } from '../domain/transfer.ts';
import type { TransferFilter } from '../domain/transfer-filter.ts';
import { Reference } from '../domain/transfer-texts.ts';
import { SortOrder } from '../domain/tx-range.ts';
import { nextLink, pageQuery } from './page.ts';

const ANY_STATUS = Status.options.join('|');

const StatusList = z
  .string()
  .check(
    z.regex(
      new RegExp(`^(${ANY_STATUS})(,(${ANY_STATUS})){0,${Status.options.length - 1}}$`),
      `must be one or several of ${Status.options.join(', ')}, separated by commas`,
    ),
  );
const Statuses = z.pipe(
  StatusList,
  z.transform((text) => new Set(z.array(Status).parse(text.split(',')))),
);

const time = (description: string, example: string) =>
  doc(z.optional(TimestampBound), description, example, { format: 'date-time' });

/**
 * The query of a list of transfers.
 * @param limit the usual one of lists, unless another is given
 */
export function transferListQuery(limit: ReturnType<typeof pageQuery>['shape']['limit'] = pageQuery(TxId).shape.limit) {
  return z
    .object({
      ...pageQuery(TxId).shape,
      limit,
      status: doc(
        z.optional(Statuses),
        'Only transfers with this status, or with one of several statuses separated by commas.',
        'SUCCESSFUL,PROCESSING',
      ),
      from: time('Only transfers initiated at this time or later.', '2026-11-01T00:00:00+01:00'),
      to: time('Only transfers initiated before this time.', '2026-12-01T00:00:00+01:00'),
      reference: doc(z.optional(Reference), 'Only transfers with exactly this reference.'),
      order: doc(z._default(SortOrder, 'asc'), '`asc` for oldest first, `desc` for newest first.', 'desc'),
    })
    .check(
      z.refine(({ from, to }) => from === undefined || to === undefined || from < to, {
        path: ['to'],
        message: 'must be later than from',
      }),
    );
}
type TransferListQuery = z.output<ReturnType<typeof transferListQuery>>;

/** The filter of a query, and the page of its result. */
export function pageAskedFor(query: TransferListQuery): TransferFilter & { limit: number; after: string | undefined } {
  const { limit, cursor, status, from, to, reference, order } = query;
  return { limit, after: cursor, statuses: status, from, to, reference, order };
}

/** The header that leads to the next page of the list at `path`, with the same query. */
export function nextTransfers(
  path: string,
  query: TransferListQuery,
  nextCursor: string | undefined,
): Record<string, string> {
  const { limit, status, from, to, reference, order } = query;
  return nextLink(path, limit, nextCursor, {
    ...(status && { status: [...status].join(',') }),
    ...(from !== undefined && { from: new Date(from).toISOString() }),
    ...(to !== undefined && { to: new Date(to).toISOString() }),
    ...(reference !== undefined && { reference }),
    ...(order !== 'asc' && { order }),
  });
}
