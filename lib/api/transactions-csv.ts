import * as z from 'zod/mini';
import { csvPart, MAX_ROWS } from './csv.ts';
import { ownWalletPath } from './own-wallet-path.ts';
import { pageLimit } from './page.ts';
import { route } from './route.ts';
import { transferListQuery } from './transfer-list.ts';

export const transactionsCsv = route({
  route: 'GET /api/user/transactions/{id}/csv',
  operationId: 'transactionsCsv',
  summary: "Export a wallet's transactions as CSV",
  description:
    'The file comes in parts. The header `Link` of each part leads to the next part. The first part alone begins with the names of the columns. A text of the payer that a spreadsheet would read as a formula has an apostrophe in front. The metadata are a JSON object. New columns may be added at the end.',
  tag: 'Transfers',
  caller: 'user',
  keys: 'read',
  rateLimit: 'reads',
  input: z.object({
    path: z.object(ownWalletPath),
    query: transferListQuery(pageLimit(MAX_ROWS, MAX_ROWS, 'Maximum number of rows in the part.')),
  }),
  responses: {
    200: csvPart(
      'TxID,initiated_at,status,amount,from_id,to_id,reference,payer_note,note,metadata,refund_of,currency,paid_by,paid_by_login,key_id,key_name\r\n01KABZ5ZD6T8S0QFVJ0Q1N2M3P,2026-11-23T10:15:30.123Z,SUCCESSFUL,-50,41,42,INV-1,Rent for November,transaction completed,"{""order"":""6735""}",,EUR,,,,\r\n',
      'wallet-41.csv',
    ),
  },
  errors: ['wallet_not_found'],
});
