import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod/mini';
import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { task } from '../../lib/lambda/task.ts';
import { signingKeys } from '../../lib/remote/key-sets.ts';
import { Shards } from '../../lib/remote/shards.ts';
import { WalletMoves } from '../../lib/remote/wallet-moves.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { Growths } from '../../lib/store/growths.ts';
import { shardInDirectory } from '../../lib/store/shard-in-directory.ts';
import { moveBatch, mover } from '../../lib/usecases/move-batch.ts';

const env = readEnvironment({ WALLETS_TABLE: required, SERVICE_SIGNING_KEYS_PARAMETER: required });
const addresses = requiredShardAddresses();
const tokens = serviceTokens(signingKeys(env.SERVICE_SIGNING_KEYS_PARAMETER));
const db = documents();
const clock = () => Date.now();
const stores = {
  growths: new Growths(db, env.WALLETS_TABLE),
  shards: new Shards(addresses, tokens, shardInDirectory(db, env.WALLETS_TABLE)),
  move: mover({ shards: new WalletMoves(addresses, tokens), directory: new Directory(db, env.WALLETS_TABLE) }),
};

/** The time in which a batch begins pages. One more page takes seconds, and up to 3 s for each call that fails. */
const BUDGET_MS = 20_000;
/** An execution takes at most 5 minutes. The sweeper starts the next one. */
const LAST_BATCH_AFTER_MS = 200_000;

const MoveWalletsTask = z.object({ op: z.int(), shard: z.int(), started: z.string() });

/**
 * Moves wallets of one shard that belong elsewhere while the number of shards changes. A shard that is
 * unavailable is an error, for the state machine to retry.
 */
export const handler = task({
  name: 'move wallets',
  input: MoveWalletsTask,
  about: () => ({}),
  run: async ({ op, shard, started }, now, isAbout) => {
    isAbout(shard);
    const next = await moveBatch(stores, { op, shard }, { clock, budgetMs: BUDGET_MS, pause: (ms) => delay(ms) });
    const isLast = now - Date.parse(started) > LAST_BATCH_AFTER_MS;
    return { next: next === 'more' && isLast ? 'later' : next };
  },
});
