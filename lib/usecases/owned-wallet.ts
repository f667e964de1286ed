import { MibError } from '../domain/errors.ts';
import { WalletId } from '../domain/wallet-id.ts';
import type { Directory, DirectoryEntry } from '../store/directory.ts';

/**
 * The wallet, if the user owns it.
 * @throws MibError wallet_not_found for a missing wallet, a foreign one, and a malformed id:
 *   callers cannot tell them apart
 */
export async function ownWallet(directory: Directory, userId: string, walletId: string): Promise<DirectoryEntry> {
  const entry = WalletId.safeParse(walletId).success ? await directory.get(walletId) : undefined;
  if (!entry || entry.owner !== userId) throw new MibError('wallet_not_found');
  return entry;
}
