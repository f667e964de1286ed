import { MibError } from '../../domain/errors.ts';
import { shardOf } from '../../domain/wallet-id.ts';

/** @throws WrongShard a wrong list of addresses must not make money: the same wallet twice, with a balance each */
export function assertOwnWallet(walletId: string, shard: { SHARD_NUMBER: number; SHARD_COUNT: number }): void {
  if (shardOf(walletId, shard.SHARD_COUNT) !== shard.SHARD_NUMBER) throw new MibError('wrong_shard');
}
