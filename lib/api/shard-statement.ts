import * as z from 'zod/mini';
import { component, doc } from '../domain/doc.ts';
import { SortOrder } from '../domain/tx-range.ts';
import { WalletId } from '../domain/wallet-id.ts';
import { fields } from './fields.ts';
import { pageLimit } from './page.ts';
import { ELSEWHERE, shardRoute } from './route.ts';
import { PostedEntry, SeqDigits } from './statement-entry.ts';

/** The entries on one page: about 200 KB, which one read of the table returns. */
export const MAX_ENTRIES = 1_000;

const Milliseconds = z.pipe(
  z.string().check(z.regex(/^[0-9]{1,15}$/, 'must be milliseconds since 1970')),
  z.transform(Number),
);

export const ShardStatement = component(
  'ShardStatement',
  z.object({
    entries: z.array(PostedEntry),
    next_cursor: doc(z.optional(z.int()), 'Where the next page starts. The last page has no cursor.', 50),
    not_opened: doc(
      z.optional(z.boolean()),
      'With `at`: the wallet is older than its statement, which begins after that time.',
      true,
    ),
  }),
);
export type ShardStatement = z.infer<typeof ShardStatement>;

export const statement = shardRoute({
  route: 'GET /api/statement/{wallet_id}',
  operationId: 'statement',
  summary: "Read a wallet's statement",
  description:
    'A page of its entries, or with `at` the last entry up to that time, if there is one. A time that is closed has the same entry at every request. While entries up to then may still be missing, the response is 503.',
  input: z.object({
    path: z.object({ wallet_id: WalletId }),
    query: z.object({
      after: doc(
        z.optional(SeqDigits),
        'Where the page starts: the number of the last entry of the page before.',
        '50',
      ),
      limit: pageLimit(MAX_ENTRIES, 50, 'Maximum number of entries on the page.'),
      order: doc(z._default(SortOrder, 'asc'), '`asc` for oldest first, `desc` for newest first.', 'asc'),
      at: doc(z.optional(Milliseconds), 'Milliseconds since 1970.', '1795412345678'),
    }),
  }),
  granted: ({ path }) => path,
  responses: { 200: { description: 'The entries.', body: ShardStatement } },
  errors: ['invalid_input', 'no_such_wallet', ...ELSEWHERE],
});

export const OpenedStatement = component(
  'OpenedStatement',
  z.object({ wallet_id: fields.walletId, status: z.enum(['opened', 'already open']) }),
);
export type OpenedStatement = z.infer<typeof OpenedStatement>;

export const openStatement = shardRoute({
  route: 'POST /api/openstatement',
  operationId: 'openStatement',
  summary: "Open a wallet's statement",
  description:
    'For a wallet that is older than its statement. Its first entry posts the present balance. The money does not change. A statement that is open stays as it is.',
  input: z.object({ body: z.strictObject({ wallet_id: WalletId }) }),
  granted: ({ body }) => body,
  responses: { 200: { description: 'The statement is open.', body: OpenedStatement } },
  errors: ['no_such_wallet', ...ELSEWHERE],
});
