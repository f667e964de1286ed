import { login, register } from './accounts.ts';
import { docsFile, docsPage, openapi, root } from './description.ts';
import { limitedByAddress, type Route } from './route.ts';
import { transactionsCsv } from './transactions-csv.ts';
import { doTransaction, transaction, transactions } from './transfers.ts';
import { balance, balanceAt, createWallet, wallets } from './wallets.ts';

/** Every route of serverless.yml, in the order of the document. */
export const ORCHESTRATOR_ROUTES: readonly Route[] = [
  register,
  login,
  createWallet,
  wallets,
  balance,
  balanceAt,
  doTransaction,
  transactions,
  transaction,
  transactionsCsv,
  limitedByAddress(openapi),
  limitedByAddress(root),
  limitedByAddress(docsPage),
  limitedByAddress(docsFile),
];
