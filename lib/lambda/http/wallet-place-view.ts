import type { PlacedWallet } from '../../api/shard-moves.ts';
import type { WalletOnShard } from '../../domain/wallet-move.ts';

/** What a shard has of a wallet, as it tells movers. */
export function walletPlaceView({ postedAt, ...place }: WalletOnShard): PlacedWallet {
  return { ...place, ...(postedAt !== undefined && { posted_at: postedAt }) };
}

/** The same for a log, without the item. */
export function loggedPlace({ item: _, ...place }: WalletOnShard): Omit<WalletOnShard, 'item'> {
  return place;
}
