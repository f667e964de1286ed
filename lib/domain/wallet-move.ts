/**
 * The states of a wallet on one shard.
 *
 * - `absent`: the shard has no wallet of this id;
 * - `live`: the shard answers for it;
 * - `moving`: it is marked, and nothing changes it here any more;
 * - `moved`: a tombstone names the shard where to ask next.
 */
export const WALLET_STATES = ['absent', 'live', 'moving', 'moved'] as const;
export type WalletState = (typeof WALLET_STATES)[number];

/** What one shard says of a wallet to those who move it (docs/protocol.md, "A wallet that moves"). */
export interface WalletOnShard {
  readonly state: WalletState;
  /** The number of the move that wrote its item last; 0 if none did. */
  readonly op: number;
  /** The shard that it moves to, or has moved to. */
  readonly to?: number;
  /** The shard that it came from, of a wallet that is live or moving. */
  readonly from?: number;
  /** The number of its last posting, of a wallet that is live or moving and has a statement. */
  readonly seq?: number;
  /** When that was posted, in ms since 1970. */
  readonly postedAt?: number;
  /** The number of the last entry that this shard has in its table; 0 if it has none. */
  readonly entries: number;
  /** The whole item, of a wallet that is moving. Only a shard reads it. */
  readonly item?: string;
}

/** What a shard has left of a wallet that moved away: the number of its mark, and the shard to ask. */
export interface MovedWallet {
  readonly walletId: string;
  readonly op: number;
  readonly to: number;
}

/** Where the directory says that a wallet is, or may be created. */
export interface NamedShard {
  readonly shard: number;
  /** The number of the last move that has ended; 0 if the wallet is where it was created. */
  readonly op: number;
  /** Of a wallet that the directory does not have: all shards on which it may be created now. */
  readonly unclaimed?: readonly number[];
}

/** The move of a wallet to another shard. Operations have rising numbers, from 1. */
export interface Move {
  readonly walletId: string;
  readonly op: number;
  /** The number of the shard that it shall be on. */
  readonly to: number;
}
