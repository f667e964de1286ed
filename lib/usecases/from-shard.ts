import { MibError } from '../domain/errors.ts';
import { asError, logger } from '../observability/logger.ts';
import { ShardBusy, ShardUnavailable } from '../remote/shard-errors.ts';

/** A shard that restarts is back within seconds, and one that is busy sooner. */
const RETRY_AFTER_SECONDS = 1;

/**
 * What a shard responds to a read. Without a response the caller may try again, and learns nothing of
 * the inside: the log says which shard it was.
 * @throws MibError unavailable if the shard gives no response, has too much to do, or has a statement
 *   that is behind
 */
export async function fromShard<T>(response: Promise<T>): Promise<T> {
  try {
    return await response;
  } catch (error) {
    if (!(error instanceof ShardUnavailable)) throw error;
    if (!(error instanceof ShardBusy)) logger.warn('no response of a shard', { error: asError(error) });
    throw new MibError('unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error });
  }
}
