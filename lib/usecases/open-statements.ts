import type { Shards } from '../remote/shards.ts';
import type { UnopenedWallets } from '../store/unopened-wallets.ts';

/** How many statements of one shard are opened side by side. */
const AT_ONCE = 10;

/**
 * Opens the statements of all wallets that have none, because they are older than statements. It may
 * be repeated, and run beside transfers. The money does not change.
 * @param clock ms since 1970
 * @returns how many wallets there are, and how many statements this call opened
 * @throws ShardUnavailable; what was opened stays open
 */
export async function openStatements(
  shards: Pick<Shards, 'count' | 'wallets' | 'openStatement'>,
  clock: () => number,
): Promise<{ wallets: number; opened: number }> {
  const counts = { wallets: 0, opened: 0 };
  for (let shard = 0; shard < shards.count; shard++) {
    async function* without() {
      for await (const { walletId, seq } of shards.wallets(shard, clock)) {
        counts.wallets += 1;
        if (seq === undefined) yield walletId;
      }
    }
    counts.opened += await openEach(without(), (walletId) => shards.openStatement(walletId, clock()));
  }
  return counts;
}

/**
 * The same for one shard by its table, for programs that may change it.
 * @returns how many statements this call opened
 */
export function openStatementsIn(wallets: UnopenedWallets, clock: () => number): Promise<number> {
  return openEach(wallets.ids(), (walletId) => wallets.open(walletId, clock()));
}

/** @param open returns whether it opened the statement */
async function openEach(
  walletIds: AsyncIterable<string>,
  open: (walletId: string) => Promise<boolean | undefined>,
): Promise<number> {
  let opened = 0;
  let batch: string[] = [];
  const openBatch = async () => {
    opened += (await Promise.all(batch.map(open))).filter(Boolean).length;
    batch = [];
  };
  for await (const walletId of walletIds) {
    batch.push(walletId);
    if (batch.length === AT_ONCE) await openBatch();
  }
  await openBatch();
  return opened;
}
