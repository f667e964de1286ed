import { readEnvironment, required } from '../../config/environment.ts';
import { shardOf } from '../../domain/wallet-id.ts';
import { documents } from '../../store/documents.ts';
import { shardInDirectory } from '../../store/shard-in-directory.ts';

/**
 * The number of the shard that the directory names for a wallet, strongly consistent. Of a wallet that
 * the directory does not have, it is the one that its id says.
 * @param shardCount the number of shards
 */
export async function shardOfWallet(walletId: string, shardCount: number): Promise<number> {
  const { WALLETS_TABLE } = readEnvironment({ WALLETS_TABLE: required });
  const named = await shardInDirectory(documents(), WALLETS_TABLE)(walletId);
  return named?.shard ?? shardOf(walletId, shardCount);
}
