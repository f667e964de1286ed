import type { Directory } from '../store/directory.ts';
import type { Holds, HoldsPage } from '../store/journal/holds.ts';
import { readableWallet } from './owned-wallet.ts';

/**
 * A page of the authorised transfers that the wallet pays or may capture.
 * @throws MibError wallet_not_found
 */
export async function listHolds(
  { directory, holds }: { directory: Directory; holds: Holds },
  request: { userId: string; walletId: string; page: { limit: number; after: string | undefined } },
): Promise<HoldsPage> {
  const wallet = await readableWallet(directory, request.userId, request.walletId);
  return holds.page(wallet, request.page);
}
