import { MibError } from '../../domain/errors.ts';
import { shardOf } from '../../domain/wallet-id.ts';

/**
 * @throws MibError wrong_shard: with a wrong list of addresses the same wallet could exist twice,
 *   with a balance each, which would create money
 */
export function assertOwnWallet(walletId: string, shard: { SHARD_NUMBER: number; SHARD_COUNT: number }): void {
  if (shardOf(walletId, shard.SHARD_COUNT) !== shard.SHARD_NUMBER) throw new MibError('wrong_shard');
}
