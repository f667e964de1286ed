import { MibError } from '../domain/errors.ts';
import { asError, logger } from '../observability/logger.ts';
import { ShardBusy, ShardUnavailable } from '../remote/shard-errors.ts';

/** Of a write without a response. */
const MAYBE_DONE = "The wallet's shard gave no response. The change may have been made. Repeat the request.";

/**
 * What a shard responds. Without a response the caller may try again, and learns nothing of
 * the inside: the log says which shard it was.
 * @throws MibError unavailable if the shard gives no response, has too much to do, or has a statement
 *   that is behind
 */
export async function fromShard<T>(response: Promise<T>): Promise<T> {
  return orUnavailable(response);
}

/**
 * As `fromShard`, for a change, which may have been made although there is no response.
 * @throws MibError unavailable
 */
export async function changedByShard<T>(response: Promise<T>): Promise<T> {
  return orUnavailable(response, MAYBE_DONE);
}

/** @param unknown the detail without a response. A busy shard has given one. */
async function orUnavailable<T>(response: Promise<T>, unknown?: string): Promise<T> {
  try {
    return await response;
  } catch (error) {
    if (!(error instanceof ShardUnavailable)) throw error;
    if (error instanceof ShardBusy) throw new MibError('unavailable', { cause: error });
    logger.warn('no response of a shard', { error: asError(error) });
    throw new MibError('unavailable', { ...(unknown !== undefined && { detail: unknown }), cause: error });
  }
}
