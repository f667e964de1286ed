import { docsFile, docsPage, openapi, root } from './description.ts';
import type { Route } from './route.ts';
import { balance, commit, createWallet, reserve, rollback, wallets } from './shard.ts';

/** Every route of serverless.shard.yml, in the order of the document. */
export const SHARD_ROUTES: readonly Route[] = [
  createWallet,
  reserve,
  commit,
  rollback,
  balance,
  wallets,
  openapi,
  root,
  docsPage,
  docsFile,
];
