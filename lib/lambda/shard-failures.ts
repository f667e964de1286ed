import { asError, logger } from '../observability/logger.ts';
import { putShardError } from '../observability/metrics.ts';
import { ShardUnavailable, WalletMoving } from '../remote/shard-errors.ts';

/**
 * Logs the shards that a task has asked in vain, each once, and counts those that gave no usable
 * response. A shard that a wallet is leaving gave one.
 */
export function reportFailures(
  task: string,
  legs: readonly { readonly shard: number; readonly error?: Error | undefined }[],
): void {
  const failures = new Map(legs.flatMap(({ shard, error }) => (error ? [[shard, error] as const] : [])));
  for (const [shard, error] of failures) {
    logger.warn('shard failed', { task, shard, error: asError(error) });
    if (error instanceof ShardUnavailable && !(error instanceof WalletMoving)) putShardError(shard);
  }
}
