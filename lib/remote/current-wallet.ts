import type { MovedWallet } from '../domain/wallet-move.ts';
import { WalletMoving } from './shard-errors.ts';
import type { ShardInDirectory } from './wallet-round.ts';

/** How often the search goes on to another shard. */
const MOST_HOPS = 8;

/** A wallet as a shard lists it. */
interface Listed {
  readonly walletId: string;
  readonly op?: number;
  readonly moving?: { readonly to: number };
}

interface Looks<W extends Listed> {
  /** What one shard has of the wallet. */
  readonly look: (shard: number) => Promise<{ readonly wallets: readonly W[]; readonly moved: readonly MovedWallet[] }>;
  readonly named: ShardInDirectory;
}

/**
 * Finds the wallet as it is now. It follows marks and tombstones. A marked wallet counts only once the
 * shard that it moves to has said that it has nothing as new: until its put nothing changes it, and
 * after its put it is as old as its mark.
 * @param first the shard to ask first
 * @returns undefined if there is no such wallet
 * @throws WalletMoving if it changes its place all the time, and what `look` throws
 */
export async function currentWallet<W extends Listed>(
  looks: Looks<W>,
  walletId: string,
  first: number,
): Promise<W | undefined> {
  return (await currentPlace(looks, walletId, first))?.wallet;
}

/** The same, with the shard that has it. See `currentWallet`. */
export async function currentPlace<W extends Listed>(
  { look, named }: Looks<W>,
  walletId: string,
  first: number,
): Promise<{ readonly wallet: W; readonly shard: number } | undefined> {
  let shard = first;
  let marked: { readonly wallet: W; readonly shard: number } | undefined;
  let isNamed = false;
  for (let hops = 0; hops <= MOST_HOPS; hops++) {
    const { wallets, moved } = await look(shard);
    const wallet = wallets.find((one) => one.walletId === walletId);
    const tombstone = moved.find((one) => one.walletId === walletId);
    if (marked && (wallet?.op ?? tombstone?.op ?? -1) < (marked.wallet.op ?? 0)) return marked;
    if (wallet && !wallet.moving) return { wallet, shard };
    if (wallet?.moving) {
      marked = { wallet, shard };
      shard = wallet.moving.to;
    } else if (tombstone) {
      marked = undefined;
      shard = tombstone.to;
    } else {
      // Its tombstone says that it came here, so that a wallet that is nowhere was never created.
      const entry = isNamed ? undefined : await named(walletId);
      if (!entry) return undefined;
      isNamed = true;
      shard = entry.shard;
    }
  }
  throw new WalletMoving(`the wallet was on none of ${MOST_HOPS + 1} shards`);
}
