/**
 * The shard gave no reliable response. It is unreachable or too slow, the status is 5xx or another
 * temporary one, or the response is invalid. The request may or may not have been carried out.
 */
export class ShardUnavailable extends Error {
  // State machines match on names, and bundlers rename classes.
  override readonly name: string = 'ShardUnavailable';
}

/**
 * The shard, or the gateway in front of it, has too much to do (429, 503). Nothing was done. A
 * later try may succeed.
 */
export class ShardBusy extends ShardUnavailable {
  override readonly name = 'ShardBusy';
}

/** The wallet has no place for the hold. Nothing was done. A later try may succeed. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom';
}
