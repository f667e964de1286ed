import { MibError } from '../domain/errors.ts';
import { WalletId } from '../domain/wallet-id.ts';
import type { Directory, DirectoryEntry } from '../store/directory.ts';

/**
 * The user's own wallet.
 * @throws WalletNotFound for one that is not there, one of somebody else, and what is no wallet id at all: nobody can tell which
 */
export async function ownWallet(directory: Directory, userId: string, walletId: string): Promise<DirectoryEntry> {
  const entry = WalletId.safeParse(walletId).success ? await directory.get(walletId) : undefined;
  if (!entry || entry.owner !== userId) throw new MibError('wallet_not_found');
  return entry;
}
