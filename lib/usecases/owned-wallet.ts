import type { Payer } from '../domain/api-key.ts';
import { MibError } from '../domain/errors.ts';
import { type PaidBy, paidBy } from '../domain/paid-by.ts';
import type { Spender } from '../domain/spending.ts';
import { WalletId } from '../domain/wallet-id.ts';
import { memberOf } from '../domain/wallet-member.ts';
import type { Directory, DirectoryEntry } from '../store/directory.ts';

/** Looks a wallet up in the directory. */
export type Looks = Pick<Directory, 'get' | 'glimpse'>;

/**
 * The wallet, if the user owns it or it is shared with them now (strongly consistent).
 * @throws MibError wallet_not_found for a missing wallet, a foreign one, and a malformed id:
 *   callers cannot tell them apart
 */
export async function visibleWallet(
  directory: Pick<Looks, 'get'>,
  userId: string,
  walletId: string,
): Promise<DirectoryEntry> {
  const entry = WalletId.safeParse(walletId).success ? await directory.get(walletId) : undefined;
  if (!entry || !isVisible(entry, userId)) throw new MibError('wallet_not_found');
  return entry;
}

/**
 * The wallet, if the user owns it now (strongly consistent): for a caller that is about to change
 * something.
 * @throws MibError wallet_not_found, as visibleWallet; member_scope if it is shared with the user
 */
export async function ownWallet(
  directory: Pick<Looks, 'get'>,
  userId: string,
  walletId: string,
): Promise<DirectoryEntry> {
  const entry = await visibleWallet(directory, userId, walletId);
  if (entry.owner !== userId) throw new MibError('member_scope');
  return entry;
}

/**
 * The wallet, if the user may pay from it now (strongly consistent), what the payment counts against, and
 * what it says of who asked for it.
 * A key pays from wallets of its own user alone.
 * @throws MibError wallet_not_found, as visibleWallet; member_scope
 */
export async function payingWallet(
  directory: Pick<Looks, 'get'>,
  { userId, key, spender: ofKey }: Payer,
  walletId: string,
): Promise<{ wallet: DirectoryEntry; spender: Spender | undefined; by: PaidBy | undefined }> {
  const wallet = await (ofKey ? ownWallet : visibleWallet)(directory, userId, walletId);
  const by = paidBy(wallet.owner, { userId, key });
  if (wallet.owner === userId) return { wallet, spender: ofKey, by };
  const maxPerDay = memberOf(wallet, userId)?.maxPerDay;
  if (maxPerDay === undefined)
    throw new MibError('member_scope', { detail: 'You may read this wallet, and not pay from it.' });
  return { wallet, spender: { id: `member#${userId}`, maxPerDay }, by };
}

/**
 * The wallet, if the user owns it or it is shared with them: for reads, at half the price. What does not
 * show it to be an active wallet of theirs is looked at again strongly consistently, so that a new wallet
 * can be read at once. Who could read it may do so for as long as a read is stale: usually below a second.
 * @throws MibError wallet_not_found, as visibleWallet
 */
export async function readableWallet(directory: Looks, userId: string, walletId: string): Promise<DirectoryEntry> {
  if (!WalletId.safeParse(walletId).success) throw new MibError('wallet_not_found');
  const seen = await directory.glimpse(walletId);
  const isEnough = seen?.status === 'ACTIVE' && isVisible(seen, userId);
  return isEnough ? seen : visibleWallet(directory, userId, walletId);
}

function isVisible(entry: DirectoryEntry, userId: string): boolean {
  return entry.owner === userId || memberOf(entry, userId) !== undefined;
}
