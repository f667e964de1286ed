import { asError, logger } from '../observability/logger.ts';
import { putShardError } from '../observability/metrics.ts';
import { ShardUnavailable } from '../remote/shard-errors.ts';

/**
 * Logs the shards that a task has asked in vain, each once, and counts those that gave no usable
 * response.
 */
export function reportFailures(
  task: string,
  legs: readonly { readonly shard: number; readonly error?: Error | undefined }[],
): void {
  const failures = new Map(legs.flatMap(({ shard, error }) => (error ? [[shard, error] as const] : [])));
  for (const [shard, error] of failures) {
    logger.warn('shard failed', { task, shard, error: asError(error) });
    if (error instanceof ShardUnavailable) putShardError(shard);
  }
}
