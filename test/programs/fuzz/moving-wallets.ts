import { MAX_COPIED } from '../../../lib/api/shard-moves.ts';
import { entryView } from '../../../lib/api/statement-entry.ts';
import type { WalletMoves } from '../../../lib/remote/wallet-moves.ts';
import { eventually } from '../../support/environment/eventually.ts';
import type { World } from '../../support/steps/world.ts';
import type { Existing } from './existing.ts';
import { createWallet, fund, type Person } from './people.ts';

/** As many as a short run asks of one route: each ends what it reaches. */
const OF_EACH = 8;
/** A drawn number is mostly larger, so that both kinds of wallets meet later moves. */
const OP = 7;
/** Longer ids than those of other wallets. */
const FIRST_ID = 10n ** 40n;
const PATIENCE = { timeoutMs: 60_000, everyMs: 100 };

/**
 * Makes wallets that the fuzzing may move, because nothing else needs them: some live on the fuzzed shard,
 * and some marked on the other one, with their entries. Half of those entries are copied already.
 * @param shards the numbers of the fuzzed shard and of the other one, of two
 * @returns what the routes for movers need together
 */
export async function movingWallets(
  world: World,
  owner: Person,
  moves: WalletMoves,
  { fuzzed, other }: { readonly fuzzed: number; readonly other: number },
): Promise<Existing> {
  const funded = async (shard: number, n: number): Promise<string> => {
    const wallet = String(FIRST_ID + BigInt(2 * n + shard));
    await createWallet(world, owner, wallet);
    await fund(world, wallet, 1_000n);
    return wallet;
  };
  const live: { wallet_id: string }[] = [];
  const put: { wallet_id: string; op: number; from: number; item: string }[] = [];
  const copied: { wallet_id: string; entries: ReturnType<typeof entryView>[] }[] = [];
  for (let n = 0; n < OF_EACH; n++) {
    live.push({ wallet_id: await funded(fuzzed, n) });
    const wallet_id = await funded(other, n);
    await eventually(async () => (await moves.place(wallet_id, other, Date.now())).entries === 1, PATIENCE);
    const { entries } = await moves.entries(wallet_id, other, { limit: MAX_COPIED }, Date.now());
    if (n % 2 === 0) await moves.copyEntries(wallet_id, entries, fuzzed, Date.now());
    const { item } = await moves.mark({ walletId: wallet_id, op: OP, to: fuzzed }, other, Date.now());
    if (item === undefined) throw new Error(`wallet ${wallet_id} is not marked`);
    put.push({ wallet_id, op: OP, from: other, item });
    copied.push({ wallet_id, entries: entries.map(entryView) });
  }
  return {
    'POST /api/putwallet': put,
    'POST /api/copyentries': copied,
    'POST /api/markwallet': live.map((one) => ({ ...one, to: other })),
    'POST /api/tombwallet': live,
    'POST /api/staywallet': live,
  };
}
