import * as z from 'zod/mini';
import { LinkHeader } from './page.ts';
import { route } from './route.ts';
import { transferListQuery } from './transfer-list.ts';
import { ownWalletPath } from './wallets.ts';

/** Rows in one part of an export, at the most. */
const CSV_ROWS = 5_000;
const CSV_LIMIT_RULE = `must be a whole number from 1 to ${CSV_ROWS}`;
const CsvLimitDigits = z
  .string()
  .check(z.regex(/^(0{0,3}[1-9]|0{0,2}[1-9][0-9]|0?[1-9][0-9]{2}|[1-4][0-9]{3}|5000)$/, CSV_LIMIT_RULE));

export const transactionsCsv = route({
  route: 'GET /api/user/transactions/{id}/csv',
  operationId: 'transactionsCsv',
  summary: "Export a wallet's transactions",
  description:
    'In parts: the header `Link` leads from one to the next, and the parts one after the other are the file. The line of column names is in the first part alone. Texts of the payer that a spreadsheet would take for a formula have an apostrophe before them.',
  tag: 'Transfers',
  caller: 'user',
  rateLimit: 'reads',
  input: z.object({
    path: z.object(ownWalletPath),
    query: transferListQuery(
      z
        .pipe(z._default(CsvLimitDigits, String(CSV_ROWS)), z.transform(Number))
        .check(z.meta({ description: `How many rows at the most, 1 to ${CSV_ROWS}.`, example: '5000' })),
    ),
  }),
  responses: {
    200: {
      description: 'A part, in UTF-8.',
      contentType: 'text/csv',
      body: z.string().check(
        z.meta({
          description: 'Comma-separated values (RFC 4180).',
          example:
            'TxID,initiated_at,status,amount,from_id,to_id,reference,payer_note,note\r\n01KABZ5ZD6T8S0QFVJ0Q1N2M3P,2026-11-23T10:15:30.123Z,SUCCESSFUL,-50,41,42,INV-1,Rent for November,transaction completed\r\n',
        }),
      ),
      headers: z.extend(LinkHeader, {
        'Content-Disposition': z
          .string()
          .check(z.meta({ description: 'A name for the file.', example: 'attachment; filename="wallet-41.csv"' })),
      }),
    },
  },
  errors: ['wallet_not_found'],
});
