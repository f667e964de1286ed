import { statement as route, type ShardStatement } from '../../lib/api/shard-statement.ts';
import { entryView } from '../../lib/api/statement-entry.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { shardEnvironment } from '../../lib/config/shard.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { shardEndpoint } from '../../lib/lambda/http/shard-endpoint.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { PastEntries } from '../../lib/store/past-entry.ts';
import { Statements } from '../../lib/store/statements.ts';
import { WalletHeads } from '../../lib/store/wallet-head.ts';

const env = readEnvironment({ ...shardEnvironment, SHARD_ENTRIES_TABLE: required });
const shard = { ...env, keys: publicKeys(env.SERVICE_PUBLIC_KEYS_PARAMETER) };
const db = documents();
const statements = new Statements(db, env.SHARD_ENTRIES_TABLE);
const heads = new WalletHeads(db, env.SHARD_WALLETS_TABLE);
const past = new PastEntries(heads, statements);

/** GET /api/statement/{wallet_id} */
export const handler = shardEndpoint(route, shard, async ({ input: { path, query } }) => {
  const { at, ...page } = query;
  if (at !== undefined) {
    const found = await past.upTo(path.wallet_id, at);
    return respond(200, {
      entries: typeof found === 'string' ? [] : [entryView(found)],
      ...(found === 'not opened' && { not_opened: true }),
    } satisfies ShardStatement);
  }
  const { entries, more } = await statements.pageUpTo(path.wallet_id, page, heads.get(path.wallet_id));
  const next = more ? entries.at(-1)?.seq : undefined;
  return respond(200, {
    entries: entries.map(entryView),
    ...(next !== undefined && { next_cursor: next }),
  } satisfies ShardStatement);
});
