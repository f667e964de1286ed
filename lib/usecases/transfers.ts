import { MibError } from '../domain/errors.ts';
import { type Transfer, TxId } from '../domain/transfer.ts';
import { addLogFields } from '../observability/log-fields.ts';
import type { Directory, DirectoryEntry } from '../store/directory.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { Page, PageRequest } from '../store/journal/page.ts';
import { readableWallet } from './owned-wallet.ts';

interface Stores {
  readonly directory: Directory;
  readonly journal: Journal;
}

/** The members of a wallet, so that they can be named where they paid. */
type OfWallet = Pick<DirectoryEntry, 'members'>;

/**
 * A page of the wallet's transfers.
 * @throws MibError wallet_not_found
 */
export async function listTransfers(
  { directory, journal }: Stores,
  request: { userId: string; walletId: string; page: PageRequest },
): Promise<Page & OfWallet> {
  const wallet = await readableWallet(directory, request.userId, request.walletId);
  return { ...(await journal.page(wallet, request.page)), members: wallet.members };
}

/**
 * One transfer of the wallet.
 * @throws MibError wallet_not_found, transaction_not_found
 */
export async function findTransfer(
  { directory, journal }: Stores,
  request: { userId: string; walletId: string; txId: string },
): Promise<OfWallet & { transfer: Transfer }> {
  const wallet = await readableWallet(directory, request.userId, request.walletId);
  const transfer = TxId.safeParse(request.txId).success ? await journal.find(wallet, request.txId) : undefined;
  if (!transfer) throw new MibError('transaction_not_found');
  addLogFields({ tx_id: transfer.txId });
  return { transfer, members: wallet.members };
}
