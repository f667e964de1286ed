import { type CopiedEntries, copyEntries as route } from '../../lib/api/shard-moves.ts';
import { entryOf } from '../../lib/api/statement-entry.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { shardEnvironment } from '../../lib/config/shard.ts';
import { withVector } from '../../lib/domain/striped-statement.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { shardEndpoint } from '../../lib/lambda/http/shard-endpoint.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { documents } from '../../lib/store/documents.ts';
import { ShardMoves } from '../../lib/store/shard-moves.ts';
import { Statements } from '../../lib/store/statements.ts';

const env = readEnvironment({ ...shardEnvironment, SHARD_ENTRIES_TABLE: required });
const shard = { ...env, keys: publicKeys(env.SERVICE_PUBLIC_KEYS_PARAMETER) };
const db = documents();
const statements = new Statements(db, env.SHARD_ENTRIES_TABLE);
const moves = new ShardMoves(db, env.SHARD_WALLETS_TABLE, statements, env.SHARD_NUMBER);

/** POST /api/copyentries: entries of a statement whose wallet is to come to this shard. */
export const handler = shardEndpoint(route, shard, async ({ input: { body } }) => {
  const entries = await moves.copy(body.wallet_id, withVector(body.entries.map(entryOf), body.vector));
  return respond(200, { entries } satisfies CopiedEntries);
});
