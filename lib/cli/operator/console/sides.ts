import { type Leg, legsOf } from '../../../domain/legs.ts';
import type { ShardWallet } from '../../../domain/shard-wallet.ts';
import { wholeWallet } from '../../../domain/stripes.ts';
import type { Transfer } from '../../../domain/transfer.ts';
import { shardOf } from '../../../domain/wallet-id.ts';
import type { Directory } from '../../../store/directory.ts';
import type { ShardItems, StripedItems } from '../../../store/shard-items.ts';
import type { Side } from '../../../web/console/contract.ts';
import { sideState } from './waiting.ts';

/** The wallets of one look: each shard is asked once or twice, and a shard that cannot be read is an error. */
export interface ReadWallets {
  readonly wallet: (walletId: string) => ShardWallet | undefined;
  /** The item on which a leg is: that of its stripe, or the wallet's own. */
  readonly item: (leg: Pick<Leg, 'walletId' | 'stripe'>) => ShardWallet | undefined;
  /** The number of the shard that has a wallet, or that would have it. */
  readonly shard: (walletId: string) => number;
  /** Why the shard could not be read. */
  readonly error: (shard: number) => string | undefined;
}

/** Where wallets are looked for. */
export interface WalletPlaces {
  /** By the number of the shard; undefined if the operator may not read it. */
  readonly shardItems: readonly (Pick<ShardItems, 'each' | 'movedTo'> | undefined)[];
  readonly stores: { readonly directory: Pick<Directory, 'get'> };
}

/**
 * Reads wallets from the tables of their shards. One that is not where its id says is read where the
 * directory says, and one that is not there where its tombstone says.
 */
export async function readWallets(
  { shardItems, stores }: WalletPlaces,
  walletIds: Iterable<string>,
): Promise<ReadWallets> {
  const ids = [...new Set(walletIds)];
  const shards = new Map(ids.map((walletId) => [walletId, shardOf(walletId, shardItems.length)]));
  const found = new Map<string, StripedItems>();
  const errors = new Map<number, string>();
  const read = async (wanted: readonly string[]) => {
    const byShard = Map.groupBy(wanted, (walletId) => shards.get(walletId) ?? 0);
    await Promise.all(
      [...byShard].map(async ([shard, group]) => {
        try {
          const table = shardItems[shard];
          if (!table) throw new Error('the table of this shard is not known or not readable here');
          for (const [walletId, items] of await table.each(group)) found.set(walletId, items);
        } catch (error) {
          errors.set(shard, error instanceof Error ? error.message : String(error));
        }
      }),
    );
  };
  await read(ids);
  const elsewhere: string[] = [];
  await Promise.all(
    ids.map(async (walletId) => {
      if (found.has(walletId)) return;
      const named = (await stores.directory.get(walletId))?.shard;
      if (named === undefined || named === shards.get(walletId)) return;
      shards.set(walletId, named);
      elsewhere.push(walletId);
    }),
  );
  await read(elsewhere);
  const away = ids.filter((walletId) => !found.has(walletId) && !errors.has(shards.get(walletId) ?? 0));
  const followed: string[] = [];
  await Promise.all(
    [...Map.groupBy(away, (walletId) => shards.get(walletId) ?? 0)].map(async ([shard, group]) => {
      for (const [walletId, to] of (await shardItems[shard]?.movedTo(group)) ?? []) {
        shards.set(walletId, to);
        followed.push(walletId);
      }
    }),
  );
  await read(followed);
  return {
    wallet: (walletId) => {
      const items = found.get(walletId);
      return items && wholeWallet(items.main, items.stripes);
    },
    item: ({ walletId, stripe = 0 }) => {
      const { main, stripes = [] } = found.get(walletId) ?? {};
      return stripe === 0 ? main : stripes[stripe - 1];
    },
    shard: (walletId) => shards.get(walletId) ?? shardOf(walletId, shardItems.length),
    error: (shard) => errors.get(shard),
  };
}

/** The sides of a transfer, the debit first. */
export function sidesOf(transfer: Transfer, wallets: ReadWallets): Side[] {
  return legsOf(transfer).map((leg) => {
    const { walletId, amount } = leg;
    const shard = wallets.shard(walletId);
    const unknown = wallets.error(shard) !== undefined;
    const side = amount < 0n ? 'debit' : 'credit';
    const state = unknown ? 'unknown' : sideState(transfer, wallets.item(leg), side);
    return { side, wallet_id: walletId, shard, state };
  });
}
