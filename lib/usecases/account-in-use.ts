import type { InUse } from '../domain/account-deletion.ts';
import type { Shards } from '../remote/shards.ts';
import type { AccountDeletions, AccountState } from '../store/account-deletions.ts';
import type { Directory } from '../store/directory.ts';
import type { Holds } from '../store/journal/holds.ts';
import type { ListedWallet, OwnedWallets } from '../store/owned-wallets.ts';
import type { SchedulePlaces } from '../store/schedule-places.ts';
import type { WalletPlaces } from '../store/wallet-places.ts';
import { fromShard } from './from-shard.ts';
import { sideBySide } from './side-by-side.ts';
import { settleAbandoned } from './wallet-place.ts';

/** Where it shows whether an account is in use. */
export interface InUseStores {
  readonly deletions: Pick<AccountDeletions, 'of'>;
  readonly directory: Pick<Directory, 'get'>;
  readonly places: Pick<WalletPlaces, 'confirm' | 'giveBack'>;
  readonly wallets: Pick<OwnedWallets, 'all'>;
  readonly shards: Pick<Shards, 'controls'>;
  readonly schedules: Pick<SchedulePlaces, 'countActive'>;
  readonly holds: Pick<Holds, 'page'>;
}

const CONCURRENCY = 16;
const PAGE = 100;

/**
 * What a user has taken of wallets. Places of requests that died are settled first, which would be in the
 * way for ever.
 * @param now ms since 1970
 */
export async function accountState(
  stores: Pick<InUseStores, 'deletions' | 'directory' | 'places'>,
  userId: string,
  now: number,
): Promise<AccountState> {
  const state = await stores.deletions.of(userId);
  const isSettled = await settleAbandoned(stores, userId, state.unsettled, now);
  return isSettled ? stores.deletions.of(userId) : state;
}

/**
 * Counts what a user has in use. A wallet that has taken a place and is not listed yet counts as not
 * closed: the list is eventually consistent, and a new wallet may be missing.
 * @param state as it was read before
 * @param now ms since 1970
 * @throws MibError unavailable if a shard does not respond
 */
export async function countInUse(
  { wallets, shards, schedules, holds }: Omit<InUseStores, 'deletions' | 'directory' | 'places'>,
  userId: string,
  { used = 0 }: AccountState,
  now: number,
): Promise<InUse> {
  const listed = await Array.fromAsync(wallets.all(userId));
  // Operators' wallets, and wallets older than the limit, have no place.
  const found = { wallets: used - listed.filter(({ place }) => place !== undefined).length, schedules: 0, holds: 0 };
  found.wallets = Math.max(0, found.wallets);
  await sideBySide(CONCURRENCY, listed, async (wallet) => {
    const { walletId } = wallet;
    const [shown, active, held] = await Promise.all([
      fromShard(shards.controls(walletId, now)),
      schedules.countActive(walletId),
      countHolds(holds, wallet),
    ]);
    if (shown?.closedAt === undefined) found.wallets++;
    found.schedules += active;
    found.holds += held;
  });
  return found;
}

async function countHolds(holds: Pick<Holds, 'page'>, wallet: ListedWallet): Promise<number> {
  let count = 0;
  let after: string | undefined;
  do {
    const page = await holds.page(wallet, { limit: PAGE, after });
    count += page.transfers.length;
    after = page.next;
  } while (after !== undefined);
  return count;
}
