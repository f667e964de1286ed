import { MibError } from '../domain/errors.ts';
import { initiationOf } from '../domain/transfer.ts';
import { asError, logger } from '../observability/logger.ts';
import type { Directory, DirectoryEntry } from '../store/directory.ts';
import type { WalletPlaces } from '../store/wallet-places.ts';

interface Stores {
  readonly directory: Pick<Directory, 'get'>;
  readonly places: WalletPlaces;
}

/**
 * The function that creates a wallet ends after at most ten seconds. An older place was taken by a
 * request that died.
 */
const ABANDONED_AFTER_MS = 60_000;

/**
 * Takes one of the user's places for a wallet. If none is free, places left by requests that died
 * are settled first.
 * @param place a new ULID
 * @returns the place of the wallet; undefined if the user has as many wallets as allowed
 * @throws MibError unauthenticated if the user is deleted: their token lives for two seconds more
 */
export async function takePlace(
  stores: Stores,
  { userId, walletId, place }: { userId: string; walletId: string; place: string },
  { now, limit }: { now: number; limit: number },
): Promise<string | undefined> {
  const taken = await stores.places.take(userId, walletId, place, limit);
  if ('deleted' in taken) throw new MibError('unauthenticated');
  if ('place' in taken) return taken.place;
  if (!(await settleAbandoned(stores, userId, taken.unsettled, now))) return undefined;
  const again = await stores.places.take(userId, walletId, place, limit);
  return 'place' in again ? again.place : undefined;
}

/**
 * Settles the places that requests took which have died since.
 * @param unsettled by their wallets
 * @returns whether there were any
 */
export async function settleAbandoned(
  stores: Omit<Stores, 'places'> & { readonly places: Pick<WalletPlaces, 'confirm' | 'giveBack'> },
  userId: string,
  unsettled: ReadonlyMap<string, string>,
  now: number,
): Promise<boolean> {
  const abandoned = [...unsettled].filter(([, one]) => initiationOf(one) < now - ABANDONED_AFTER_MS);
  for (const [other, one] of abandoned) await settle(stores, userId, other, one, await stores.directory.get(other));
  return abandoned.length > 0;
}

/**
 * Confirms the place of a wallet that was claimed with it, and gives back any other. If this fails
 * the place stays taken until the user has no other left.
 */
export async function settlePlace(
  stores: Stores,
  { userId, place }: { userId: string; place: string },
  standing: DirectoryEntry,
): Promise<void> {
  try {
    await settle(stores, userId, standing.walletId, place, standing);
  } catch (error) {
    logger.warn('place of a wallet not settled', { wallet_id: standing.walletId, error: asError(error) });
  }
}

async function settle(
  { places }: { readonly places: Pick<WalletPlaces, 'confirm' | 'giveBack'> },
  userId: string,
  walletId: string,
  place: string,
  standing: DirectoryEntry | undefined,
): Promise<void> {
  if (standing?.place === place) await places.confirm(userId, walletId, place);
  else await places.giveBack(userId, walletId, place);
}
