import { MibError } from '../../domain/errors.ts';
import { shardOf } from '../../domain/wallet-id.ts';

/**
 * Guards the creation of a wallet, and nothing else: a wallet that exists may have moved to this shard.
 * @param claimed the shard that the directory names for it; without it, its number decides
 * @throws MibError wrong_shard: with a wrong list of addresses the same wallet could exist twice,
 *   with a balance each, which would create money
 */
export function assertCreatedHere(
  { walletId, claimed }: { walletId: string; claimed?: number | undefined },
  shard: { SHARD_NUMBER: number; SHARD_COUNT: number },
): void {
  if ((claimed ?? shardOf(walletId, shard.SHARD_COUNT)) !== shard.SHARD_NUMBER) throw new MibError('wrong_shard');
}
