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

/**
 * The wallet is moving, and no shard has it now. Nothing was done. A later try finds it. State
 * machines take it for a busy shard, which they ask until the deadline.
 */
export class WalletMoving extends ShardBusy {}

/** A shard does not answer for a wallet, and names the shard that does. Nothing was done. */
export class WalletElsewhere extends ShardBusy {
  /** The number of the shard to ask. */
  readonly shard: number;

  constructor(message: string, shard: number) {
    super(message);
    this.shard = shard;
  }
}

/** The shard has no such wallet, and the request needs one. */
export class WalletAbsent extends ShardUnavailable {}
