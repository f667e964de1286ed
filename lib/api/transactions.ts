import * as z from 'zod/mini';
import { ownWalletPath } from './own-wallet-path.ts';
import { LinkHeader } from './page.ts';
import { route } from './route.ts';
import { Transaction } from './transaction.ts';
import { transferListQuery } from './transfer-list.ts';

export const transactions = route({
  route: 'GET /api/user/transactions/{id}',
  operationId: 'transactions',
  summary: "List a wallet's transactions",
  description:
    'Oldest first by default. A payee sees a transfer once it is settled, or authorised. One request examines at most 1,000 transfers. With a filter that few transfers pass, a page may be short or empty and still lead to a next page.',
  tag: 'Transfers',
  caller: 'user',
  keys: 'read',
  rateLimit: 'reads',
  input: z.object({ path: z.object(ownWalletPath), query: transferListQuery() }),
  responses: {
    200: { description: 'A page of transactions.', body: z.array(Transaction), headers: LinkHeader },
    204: { description: 'There are no transactions, and there is no next page.' },
  },
  errors: ['wallet_not_found'],
});
