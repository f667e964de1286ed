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
    let without: string[] = [];
    const open = async () => {
      const opened = await Promise.all(without.map((walletId) => shards.openStatement(walletId, clock())));
      counts.opened += opened.filter(Boolean).length;
      without = [];
    };
    for await (const { walletId, seq } of shards.wallets(shard, clock)) {
      counts.wallets += 1;
      if (seq === undefined) without.push(walletId);
      if (without.length === AT_ONCE) await open();
    }
    await open();
  }
  return counts;
}

/**
 * The same for one shard by its table, for programs that may change it.
 * @returns how many statements this call opened
 */
export async function openStatementsIn(wallets: UnopenedWallets, clock: () => number): Promise<number> {
  let opened = 0;
  let without: string[] = [];
  const open = async () => {
    const all = await Promise.all(without.map((walletId) => wallets.open(walletId, clock())));
    opened += all.filter(Boolean).length;
    without = [];
  };
  for await (const walletId of wallets.ids()) {
    without.push(walletId);
    if (without.length === AT_ONCE) await open();
  }
  await open();
  return opened;
}
