import * as z from 'zod/mini';
import { shardOf } from '../domain/wallet-id.ts';
import { addLogFields, withLogFields } from '../observability/log-fields.ts';
import { asError, logger } from '../observability/logger.ts';
import { putShardError } from '../observability/metrics.ts';
import { type Shards, ShardUnavailable } from '../remote/shards.ts';

const About = z.object({ wallet_id: z.string(), transaction_id: z.optional(z.string()) });

/**
 * Runs a task of a state machine that calls a shard: one log line, with the transfer's id and the shard's number, and a shard that
 * gives no answer is counted.
 * @param name what the line calls it
 * @param task what the state machine asks for, with the wallet_id and for a transfer the transaction_id
 * @throws what `run` throws, for the state machine to retry
 */
export async function shardTask<T extends object>(
  name: string,
  shards: Shards,
  task: unknown,
  run: () => Promise<T>,
): Promise<T> {
  const { wallet_id, transaction_id } = About.parse(task);
  const shard = shardOf(wallet_id, shards.count);
  const startedAt = Date.now();
  return withLogFields(async () => {
    if (transaction_id !== undefined) addLogFields({ tx_id: transaction_id });
    try {
      const result = await run();
      logger.info('task', { task: name, shard, result, duration_ms: Date.now() - startedAt });
      return result;
    } catch (error) {
      logger.warn('task failed', { task: name, shard, duration_ms: Date.now() - startedAt, error: asError(error) });
      if (error instanceof ShardUnavailable) putShardError(shard);
      throw error;
    }
  });
}
