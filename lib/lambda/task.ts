import type * as z from 'zod/mini';
import type { ShardResponse } from '../domain/timeline.ts';
import { shardOf } from '../domain/wallet-id.ts';
import { addLogFields, withLogFields } from '../observability/log-fields.ts';
import { asError, logger } from '../observability/logger.ts';
import { putShardError } from '../observability/metrics.ts';
import { type Shards, ShardUnavailable } from '../remote/shards.ts';

/** What every task says: the wallet that it is about and, for a transfer, its id. */
interface About {
  readonly wallet_id: string;
  readonly transaction_id?: string | undefined;
}

/**
 * A Lambda behind one task of a state machine: parses the event, and calls the shard of its wallet.
 * It writes one log line with the transfer's id and the shard's number, and counts a shard that is
 * unavailable.
 * @param name what the log line calls the task
 * @param shards for the number of the wallet's shard
 * @param run gets the parsed event and the time in ms since 1970. What it throws is for the state
 *   machine to retry.
 * @param returned makes what the state machine gets; by default the result that is logged
 */
export function task<S extends z.ZodMiniType<About>, R extends object>(
  name: string,
  schema: S,
  shards: Pick<Shards, 'count'>,
  run: (input: z.output<S>, now: number) => Promise<R>,
  returned: (result: R, input: z.output<S>, response: ShardResponse) => object = (result) => result,
) {
  return (event: unknown): Promise<object> =>
    withLogFields(async () => {
      const startedAt = Date.now();
      const input = schema.parse(event);
      const shard = shardOf(input.wallet_id, shards.count);
      const { transaction_id } = input;
      if (transaction_id !== undefined) addLogFields({ tx_id: transaction_id });
      try {
        const result = await run(input, startedAt);
        const at = Date.now();
        logger.info('task', { task: name, shard, result, duration_ms: at - startedAt });
        return returned(result, input, { shard, at });
      } catch (error) {
        logger.warn('task failed', { task: name, shard, duration_ms: Date.now() - startedAt, error: asError(error) });
        if (error instanceof ShardUnavailable) putShardError(shard);
        throw error;
      }
    });
}
