import type * as z from 'zod/mini';
import { wallets as route, statementFields, type WalletPage } from '../../lib/api/shard.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { shardEnvironment } from '../../lib/config/shard.ts';
import { allHolds, balanceOf } from '../../lib/domain/shard-wallet.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { shardEndpoint } from '../../lib/lambda/http/shard-endpoint.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { ShardWallets } from '../../lib/store/shard-wallets.ts';
import { type EntryHead, StatementHeads } from '../../lib/store/statement-heads.ts';
import { Statements } from '../../lib/store/statements.ts';

const env = readEnvironment({ ...shardEnvironment, SHARD_ENTRIES_TABLE: required });
const shard = { ...env, keys: publicKeys(env.SERVICE_PUBLIC_KEYS_PARAMETER) };
const db = documents();
const wallets = new ShardWallets(db, env.SHARD_WALLETS_TABLE);
const heads = new StatementHeads(db, env.SHARD_ENTRIES_TABLE, new Statements(db, env.SHARD_ENTRIES_TABLE));

/** GET /api/wallets: all wallets of the shard, page by page, or one of them, for the audit. */
export const handler = shardEndpoint(route, shard, async ({ input: { query } }) => {
  const page = await pageOf(query);
  const postings = new Map(page.wallets.map(({ walletId, statement }) => [walletId, statement?.seq ?? 0]));
  const striped = page.wallets.flatMap(({ walletId, stripes }) => (stripes === undefined ? [] : walletId));
  const ends = await heads.of(postings, new Set(striped));
  return respond(200, {
    wallets: page.wallets.map((wallet) => ({
      wallet_id: wallet.walletId,
      balance: balanceOf(wallet).balance.toString(),
      ...(wallet.currency !== undefined && { currency: wallet.currency }),
      credit_limit: wallet.creditLimit.toString(),
      ...statementFields(wallet),
      ...(wallet.statement?.postedAt !== undefined && { posted_at: wallet.statement.postedAt }),
      ...(wallet.statement?.vector && { vector: { ...wallet.statement.vector } }),
      ...headFields(ends.get(wallet.walletId)),
      ...(wallet.op !== undefined && { op: wallet.op }),
      ...(wallet.moving && { moving: wallet.moving }),
      holds: allHolds(wallet).map(([transaction_id, hold]) => ({
        transaction_id,
        reserved: hold.rollbackAdds.toString(),
      })),
    })),
    ...(page.moved.length > 0 && {
      moved: page.moved.map(({ walletId, op, to }) => ({ wallet_id: walletId, op, to })),
    }),
    ...(page.next !== undefined && { next_cursor: page.next }),
  } satisfies WalletPage);
});

async function pageOf({ wallet_id: only, cursor: after, limit }: z.output<typeof route.input>['query']) {
  return only === undefined ? wallets.page({ after, limit }) : { ...(await wallets.listed(only)), next: undefined };
}

function headFields(head: EntryHead | undefined): Pick<WalletPage['wallets'][number], 'head'> {
  if (!head) return {};
  const { vector, ...entry } = head;
  return { head: { ...entry, balance: head.balance.toString(), ...(vector && { vector: { ...vector } }) } };
}
