import { MibError } from '../domain/errors.ts';
import { areSameLabels, type LabelChange, relabelled } from '../domain/wallet-labels.ts';
import type { Directory, DirectoryEntry } from '../store/directory.ts';
import type { LabelledWallets } from '../store/labelled-wallets.ts';
import { ownWallet } from './owned-wallet.ts';

/** Each failed attempt is another change of the same metadata that succeeded meanwhile. */
const ATTEMPTS = 10;

/**
 * Changes the name and the metadata of a wallet: what the change does not name stays, even if another
 * change sets it at the same time. A repeated change has no further effect.
 * @returns the wallet afterwards
 * @throws MibError wallet_not_found, invalid_input if the metadata are then too many, unavailable if
 *   others change them all the time
 */
export async function changeWallet(
  { directory, labelled }: { directory: Directory; labelled: LabelledWallets },
  { userId, walletId, change }: { userId: string; walletId: string; change: LabelChange },
): Promise<DirectoryEntry> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const entry = await ownWallet(directory, userId, walletId);
    const labels = relabelled(entry, change);
    if (areSameLabels(entry, labels)) return entry;
    const changed = await labelled.relabel(entry, labels);
    if (changed) return changed;
  }
  throw new MibError('unavailable');
}
