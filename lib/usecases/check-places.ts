import type { AuditedWallet } from '../domain/audit.ts';
import { type Growth, shardsDuring } from '../domain/growth.ts';
import { shardOf } from '../domain/wallet-id.ts';
import type { Shards } from '../remote/shards.ts';
import type { Directory } from '../store/directory.ts';

/** The wallets whose entries in the directory are read at a time. */
const BATCH = 100;

interface Stores {
  readonly shards: Pick<Shards, 'wallets'>;
  readonly directory: Pick<Directory, 'placesOf' | 'moveTo'>;
}

/**
 * Reads all wallets once their movers have ended, and compares each with the directory. A mover may have
 * died after the wallet's arrival and before it wrote to the directory: then this writes it.
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
  let arrived: AuditedWallet[] = [];
  const compare = async () => {
    await nameShard(directory, arrived, shard);
    arrived = [];
  };
  for await (const wallet of shards.wallets(shard, clock)) {
    if (wallet.moving || shardOf(wallet.walletId, to) !== shard) strayed += 1;
    // One without a number was created here, as the directory says since its claim.
    else if (wallet.op !== undefined) arrived.push(wallet);
    if (arrived.length === BATCH) await compare();
  }
  await compare();
  return strayed;
}

/** The wallets are on this shard, each with the number of the operation that brought it. */
async function nameShard(
  directory: Stores['directory'],
  wallets: readonly AuditedWallet[],
  shard: number,
): Promise<void> {
  const places = await directory.placesOf(wallets.map(({ walletId }) => walletId));
  for (const { walletId, op = 0 } of wallets) {
    const named = places.get(walletId);
    if (named && named.op < op) await directory.moveTo(walletId, { shard, op });
  }
}
