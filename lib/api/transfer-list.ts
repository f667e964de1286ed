import * as z from 'zod/mini';
import { MomentBound } from '../domain/timestamp.ts';
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
      `must be one or several of ${Status.options.join(', ')}, with commas between`,
    ),
  );
const Statuses = z.pipe(
  StatusList,
  z.transform((text) => new Set(z.array(Status).parse(text.split(',')))),
);

const time = (description: string, example: string) =>
  z.optional(MomentBound).check(z.meta({ description, example, format: 'date-time' }));

/** The query of a list of transfers; `limit` as lists have it, unless another is given. */
export function transferListQuery(limit: ReturnType<typeof pageQuery>['shape']['limit'] = pageQuery(TxId).shape.limit) {
  return z
    .object({
      ...pageQuery(TxId).shape,
      limit,
      status: z.optional(Statuses).check(
        z.meta({
          description: 'Only transfers with this status, or one of several with commas between.',
          example: 'SUCCESSFUL,PROCESSING',
        }),
      ),
      from: time('Only transfers initiated then or later.', '2026-11-01T00:00:00+01:00'),
      to: time('Only transfers initiated before then.', '2026-12-01T00:00:00+01:00'),
      reference: z
        .optional(Reference)
        .check(z.meta({ description: 'Only transfers with exactly this reference of the payer.' })),
      order: z
        ._default(SortOrder, 'asc')
        .check(z.meta({ description: 'Oldest first, or newest first (desc).', example: 'desc' })),
    })
    .check(
      z.refine(({ from, to }) => from === undefined || to === undefined || from < to, {
        path: ['to'],
        message: 'must be later than from',
      }),
    );
}
type TransferListQuery = z.output<ReturnType<typeof transferListQuery>>;

/** What the query asks for. */
export function pageAskedFor(query: TransferListQuery): TransferFilter & { limit: number; after: string | undefined } {
  const { limit, cursor, status, from, to, reference, order } = query;
  return { limit, after: cursor, statuses: status, from, to, reference, order };
}

/** The header that leads to the next page of the list at `path`, with all that its query asks for. */
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
