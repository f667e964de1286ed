import { MibError } from '../domain/errors.ts';
import { WalletId } from '../domain/wallet-id.ts';
import type { Directory, DirectoryEntry } from '../store/directory.ts';

/** Looks a wallet up in the directory. */
export type Looks = Pick<Directory, 'get' | 'glimpse'>;

/**
 * The wallet, if the user owns it now (strongly consistent): for a caller that is about to change
 * something.
 * @throws MibError wallet_not_found for a missing wallet, a foreign one, and a malformed id:
 *   callers cannot tell them apart
 */
export async function ownWallet(directory: Looks, userId: string, walletId: string): Promise<DirectoryEntry> {
  const entry = WalletId.safeParse(walletId).success ? await directory.get(walletId) : undefined;
  if (entry?.owner !== userId) throw new MibError('wallet_not_found');
  return entry;
}

/**
 * The wallet, if the user owns it: for reads, at half the price. What does not show it to be an
 * active wallet of theirs is looked at again strongly consistently, so that a new wallet can be read
 * at once. Only an operator gives a wallet to another user. The former owner may read it for as long
 * as a read is stale: usually below a second.
 * @throws MibError wallet_not_found, as ownWallet
 */
export async function readableWallet(directory: Looks, userId: string, walletId: string): Promise<DirectoryEntry> {
  if (!WalletId.safeParse(walletId).success) throw new MibError('wallet_not_found');
  const seen = await directory.glimpse(walletId);
  return seen?.owner === userId && seen.status === 'ACTIVE' ? seen : ownWallet(directory, userId, walletId);
}
