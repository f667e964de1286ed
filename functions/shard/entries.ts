import { type EntryPage, entries as route } from '../../lib/api/shard-moves.ts';
import { entryView } from '../../lib/api/statement-entry.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { shardEnvironment } from '../../lib/config/shard.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { shardEndpoint } from '../../lib/lambda/http/shard-endpoint.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { Statements } from '../../lib/store/statements.ts';

const env = readEnvironment({ ...shardEnvironment, SHARD_ENTRIES_TABLE: required });
const shard = { ...env, keys: publicKeys(env.SERVICE_PUBLIC_KEYS_PARAMETER) };
const statements = new Statements(documents(), env.SHARD_ENTRIES_TABLE);

/** GET /api/entries/{wallet_id}: the entries that this shard has, wherever the wallet is. For movers. */
export const handler = shardEndpoint(route, shard, async ({ input: { path, query } }) => {
  const { entries, more } = await statements.page(path.wallet_id, { ...query, order: 'asc', consistent: true });
  const { seq, vector } = entries.at(-1) ?? {};
  const next = more ? seq : undefined;
  return respond(200, {
    entries: entries.map(entryView),
    ...(vector && { vector: { ...vector } }),
    ...(next !== undefined && { next_cursor: next }),
  } satisfies EntryPage);
});
