import { legsOf } from '../../../domain/legs.ts';
import type { ShardWallet } from '../../../domain/shard-wallet.ts';
import type { Transfer } from '../../../domain/transfer.ts';
import { shardOf } from '../../../domain/wallet-id.ts';
import type { ShardItems } from '../../../store/shard-items.ts';
import type { Side } from '../../../web/console/contract.ts';
import { sideState } from './waiting.ts';

/** The wallets of one look: each shard is asked once, and a shard that cannot be read is an error. */
export interface ReadWallets {
  readonly wallet: (walletId: string) => ShardWallet | undefined;
  /** Why the shard could not be read. */
  readonly error: (shard: number) => string | undefined;
}

/**
 * Reads wallets from the tables of their shards.
 * @param tables by the number of the shard; undefined if the operator may not read it
 */
export async function readWallets(
  tables: readonly (Pick<ShardItems, 'get'> | undefined)[],
  walletIds: Iterable<string>,
): Promise<ReadWallets> {
  const byShard = Map.groupBy(walletIds, (walletId) => shardOf(walletId, tables.length));
  const found = new Map<string, ShardWallet>();
  const errors = new Map<number, string>();
  await Promise.all(
    [...byShard].map(async ([shard, ids]) => {
      try {
        const table = tables[shard];
        if (!table) throw new Error('the table of this shard is not known or not readable here');
        for (const [walletId, wallet] of await table.get(ids)) found.set(walletId, wallet);
      } catch (error) {
        errors.set(shard, error instanceof Error ? error.message : String(error));
      }
    }),
  );
  return { wallet: (walletId) => found.get(walletId), error: (shard) => errors.get(shard) };
}

/** The sides of a transfer, the debit first. */
export function sidesOf(transfer: Transfer, wallets: ReadWallets, shardCount: number): Side[] {
  return legsOf(transfer).map(({ walletId, amount }) => {
    const shard = shardOf(walletId, shardCount);
    const unknown = wallets.error(shard) !== undefined;
    const side = amount < 0n ? 'debit' : 'credit';
    const state = unknown ? 'unknown' : sideState(transfer, wallets.wallet(walletId), side);
    return { side, wallet_id: walletId, shard, state };
  });
}
