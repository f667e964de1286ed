import { type Growth, shardsDuring } from '../domain/growth.ts';
import { shardOf } from '../domain/wallet-id.ts';
import type { MovedWallet } from '../domain/wallet-move.ts';
import type { Shards } from '../remote/shards.ts';
import type { Directory } from '../store/directory.ts';

interface Stores {
  readonly shards: Pick<Shards, 'walletPage'>;
  readonly directory: Pick<Directory, 'placesOf' | 'moveTo'>;
}

/**
 * Reads all wallets and tombstones once the movers have ended, and compares each tombstone with the directory.
 * A mover may have died after it left the tombstone and before it wrote to the directory: then this writes it.
 * A wallet that moves meanwhile is met where the directory has it, as a wallet or as a tombstone.
 * @returns how many wallets are not where they belong, or are moving
 * @throws ShardUnavailable
 */
export async function checkPlaces(stores: Stores, growth: Growth, clock: () => number): Promise<number> {
  const counts = await Promise.all(
    Array.from({ length: shardsDuring(growth) }, (_, shard) => checkShard(stores, growth, shard, clock)),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

async function checkShard(
  { shards, directory }: Stores,
  { to }: Growth,
  shard: number,
  clock: () => number,
): Promise<number> {
  let strayed = 0;
  let cursor: string | undefined;
  do {
    const { wallets, moved, next } = await shards.walletPage(shard, cursor, clock());
    strayed += wallets.filter(({ walletId, moving }) => moving || shardOf(walletId, to) !== shard).length;
    await nameShards(directory, moved);
    cursor = next;
  } while (cursor !== undefined);
  return strayed;
}

/** The directory has at least the move that each of these wallets left its shard by. */
async function nameShards(directory: Stores['directory'], moved: readonly MovedWallet[]): Promise<void> {
  const places = await directory.placesOf(moved.map(({ walletId }) => walletId));
  for (const { walletId, op, to } of moved) {
    const named = places.get(walletId);
    if (named && named.op < op) await directory.moveTo(walletId, { shard: to, op });
  }
}
