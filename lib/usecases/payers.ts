import { isReservedWallet } from '../domain/treasury.ts';
import type { Looks } from './owned-wallet.ts';

/**
 * The wallets that pay when a user, a program or a schedule asks for it. Where the stage has no faucet, those
 * of the treasury are missing, whoever asks and whatever they had before: only operators issue money.
 */
export function payers(directory: Looks, { faucet }: { readonly faucet: boolean }): Looks {
  if (faucet) return directory;
  const unless = async <T>(walletId: string, look: () => Promise<T>) => {
    return isReservedWallet(walletId) ? undefined : look();
  };
  return {
    get: (walletId) => unless(walletId, () => directory.get(walletId)),
    glimpse: (walletId) => unless(walletId, () => directory.glimpse(walletId)),
  };
}
