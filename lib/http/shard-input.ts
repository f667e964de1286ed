import * as z from 'zod';
import { WrongShard } from '../domain/errors.ts';
import { shardOf } from '../domain/wallet-id.ts';

/**
 * A transaction's id as a shard takes it: the orchestrator's choice, bounded, as it becomes part of the item. It begins with no `_`:
 * a map has no room for `__proto__`.
 */
export const TransactionId = z
  .string({ error: 'must be a string' })
  .regex(/^(?!_)[0-9A-Za-z_-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _, and not begin with _');

/** @throws WrongShard a wrong list of addresses must not make money: the same wallet twice, with a balance each */
export function assertOwnWallet(walletId: string, shard: { SHARD_NUMBER: number; SHARD_COUNT: number }): void {
  if (shardOf(walletId, shard.SHARD_COUNT) !== shard.SHARD_NUMBER) throw new WrongShard();
}
