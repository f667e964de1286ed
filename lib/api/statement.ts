import * as z from 'zod/mini';
import { doc } from '../domain/doc.ts';
import { SortOrder } from '../domain/tx-range.ts';
import { csvPart, MAX_ROWS } from './csv.ts';
import { ownWalletPath } from './own-wallet-path.ts';
import { LinkHeader, nextLink, pageLimit, pageQuery } from './page.ts';
import { route } from './route.ts';
import { SeqDigits, StatementEntry } from './statement-entry.ts';

const order = doc(z._default(SortOrder, 'asc'), '`asc` for oldest first, `desc` for newest first.', 'desc');

const cursor = doc(
  z.optional(SeqDigits),
  'The number of the last entry of the page before. Entries after it, in the given order, are on this page.',
  '50',
);

const statementQuery = (limit: ReturnType<typeof pageLimit>) => z.object({ limit, cursor, order });
type StatementQuery = z.output<ReturnType<typeof statementQuery>>;

/** The header that leads to the next page of the statement at `path`, with the same query. */
export function nextEntries(path: string, { limit, order }: StatementQuery, next: number | undefined) {
  return nextLink(path, limit, next?.toString(), order === 'asc' ? {} : { order });
}

export const statement = route({
  route: 'GET /api/user/statement/{id}',
  operationId: 'statement',
  summary: "Get a wallet's statement",
  description:
    'What was posted to the wallet, in the order of posting, numbered without a gap. Entries never change, and new ones come at the end only. A client that asks again with the number of the last entry as `cursor` misses nothing. An entry follows the posting within a few seconds.',
  tag: 'Wallets',
  caller: 'user',
  keys: 'read',
  rateLimit: 'reads',
  input: z.object({
    path: z.object(ownWalletPath),
    query: statementQuery(pageQuery(SeqDigits).shape.limit),
  }),
  responses: {
    200: { description: 'A page of entries.', body: z.array(StatementEntry), headers: LinkHeader },
    204: { description: 'There are no such entries yet.' },
  },
  errors: ['wallet_not_found', 'unavailable'],
});

export const statementCsv = route({
  route: 'GET /api/user/statement/{id}/csv',
  operationId: 'statementCsv',
  summary: "Export a wallet's statement as CSV",
  description:
    'The file comes in parts. The header `Link` of each part leads to the next part. The first part alone begins with the names of the columns.',
  tag: 'Wallets',
  caller: 'user',
  keys: 'read',
  rateLimit: 'reads',
  input: z.object({
    path: z.object(ownWalletPath),
    query: statementQuery(pageLimit(MAX_ROWS, MAX_ROWS, 'Maximum number of rows in the part.')),
  }),
  responses: {
    200: csvPart(
      'seq,TxID,posted_at,amount,balance,hash,currency\r\n1041,01KABZ5ZD6T8S0QFVJ0Q1N2M3P,2026-11-23T10:15:30.123Z,-50,1200,D0LtKm9766UqJPYYdKlpRHOHhJrvSlFWdtom0pFmQY0,EUR\r\n',
      'statement-41.csv',
    ),
  },
  errors: ['wallet_not_found', 'unavailable'],
});
