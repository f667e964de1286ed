import { docsFile, docsPage, openapi, root } from './description.ts';
import type { Route } from './route.ts';
import { balance, createWallet, wallets } from './shard.ts';
import { changeControls, closeWallet, controls } from './shard-controls.ts';
import { copyEntries, entries, markWallet, place, putWallet, stayWallet, tombWallet } from './shard-moves.ts';
import { openStatement, statement } from './shard-statement.ts';
import { stripeWallet } from './shard-stripes.ts';
import { commit, reserve, rollback } from './shard-transactions.ts';

/** Every route of serverless.shard.yml, in the order of the document. */
export const SHARD_ROUTES: readonly Route[] = [
  createWallet,
  reserve,
  commit,
  rollback,
  balance,
  statement,
  openStatement,
  controls,
  changeControls,
  closeWallet,
  stripeWallet,
  wallets,
  place,
  entries,
  copyEntries,
  markWallet,
  putWallet,
  tombWallet,
  stayWallet,
  openapi,
  root,
  docsPage,
  docsFile,
];
