import type { AuditedWallet } from '../domain/audit.ts';
import { stillLive, type WalletSightings } from '../domain/wallet-sightings.ts';
import type { Shards } from '../remote/shards.ts';
import { sideBySide } from './side-by-side.ts';

/** Wallets that are read again at the same time. */
const AT_ONCE = 16;

/**
 * The wallets of all pages, each as it was at a time since the first page. One that moved between the
 * pages of two shards is read again. One that two shards have at once is there twice.
 * @param clock ms since 1970
 * @throws ShardUnavailable
 */
export async function settledWallets(
  shards: Pick<Shards, 'current' | 'listed'>,
  sightings: WalletSightings,
  clock: () => number,
): Promise<AuditedWallet[]> {
  const lost = sightings.lost();
  const again = new Map<string, AuditedWallet | undefined>();
  await sideBySide(AT_ONCE, lost, async ({ walletId, shard }) => {
    again.set(walletId, await shards.current(walletId, clock, shard));
  });
  const twice: AuditedWallet[] = [];
  await sideBySide(AT_ONCE, sightings.doubted, async (sighting) => {
    const { wallets } = await shards.listed(sighting.wallet.walletId, sighting.shard, clock());
    const still = stillLive(sighting, wallets);
    if (still) twice.push(still);
  });
  const seen = sightings.wallets().filter(({ walletId }) => !again.has(walletId));
  return [...seen, ...[...again.values()].flatMap((wallet) => wallet ?? []), ...twice];
}
