import type { AuditedWallet } from './audit.ts';
import type { MovedWallet } from './wallet-move.ts';

/** A wallet as one shard had it. */
export interface Sighting {
  readonly shard: number;
  readonly wallet: AuditedWallet;
}

/** A wallet that is to be read again, and the shard to ask first. */
export interface LostWallet {
  readonly walletId: string;
  readonly shard: number;
}

/**
 * What the pages of all shards say of each wallet, while wallets move from shard to shard. A shard is
 * read once, and each at another time. So a wallet that moves meanwhile may be seen on two shards, or on
 * none. The numbers of its moves tell which sighting is the newest, and its tombstones that it was missed.
 */
export class WalletSightings {
  readonly #newest = new Map<string, Sighting>();
  /** Older sightings of wallets that were not moving. */
  readonly #older: Sighting[] = [];
  /** The newest tombstone of each wallet that has one. */
  readonly #tombstones = new Map<string, MovedWallet>();

  /** Takes a page of one shard. */
  add(shard: number, { wallets, moved }: { wallets: readonly AuditedWallet[]; moved: readonly MovedWallet[] }): void {
    for (const wallet of wallets) this.see({ shard, wallet });
    for (const tombstone of moved) {
      const { op } = this.#tombstones.get(tombstone.walletId) ?? { op: -1 };
      if (tombstone.op > op) this.#tombstones.set(tombstone.walletId, tombstone);
    }
  }

  /** Takes one sighting. */
  see(sighting: Sighting): void {
    const { walletId } = sighting.wallet;
    const before = this.#newest.get(walletId);
    const [newer, older] = before && !isNewer(sighting, before) ? [before, sighting] : [sighting, before];
    this.#newest.set(walletId, newer);
    if (older && !older.wallet.moving) this.#older.push(older);
  }

  /**
   * The wallets that every page has missed, or has seen only before a later move: the new shard was read
   * before the wallet came, and the old one after it had left.
   */
  lost(): LostWallet[] {
    return [...this.#tombstones.values()].flatMap(({ walletId, op, to }) => {
      const seen = this.#newest.get(walletId);
      return seen && opOf(seen) >= op ? [] : [{ walletId, shard: to }];
    });
  }

  /**
   * The older of two sightings that were both live. If the same shard has it live by the same move
   * still, then two shards have the wallet at once.
   */
  get doubted(): readonly Sighting[] {
    return this.#older;
  }

  /** The newest sighting of each wallet. */
  wallets(): AuditedWallet[] {
    return [...this.#newest.values()].map(({ wallet }) => wallet);
  }
}

/** At the same number the marked wallet is as old as its mark, and the other was put after that. */
function isNewer(one: Sighting, other: Sighting): boolean {
  if (opOf(one) !== opOf(other)) return opOf(one) > opOf(other);
  return other.wallet.moving !== undefined && !one.wallet.moving;
}

function opOf({ wallet }: Sighting): number {
  return wallet.op ?? 0;
}

/** The wallet that a shard had, if it has it still: live, and by the same move. */
export function stillLive({ wallet }: Sighting, now: readonly AuditedWallet[]): AuditedWallet | undefined {
  return now.find(
    ({ walletId, moving, op }) => walletId === wallet.walletId && !moving && (op ?? 0) === (wallet.op ?? 0),
  );
}
