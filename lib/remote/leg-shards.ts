import type { TokenFor } from '../auth/service-tokens.ts';
import type { SendJson } from './send.ts';
import {
  type CommitLegs,
  commitLegs,
  type ReservedLeg,
  type ReserveLegs,
  type RollbackLegs,
  reserveLegs,
  rollbackLegs,
  type SettledLeg,
} from './shard-legs.ts';
import { WalletCalls } from './wallet-calls.ts';
import type { ShardInDirectory } from './wallet-round.ts';

/**
 * The client of the shards' HTTP APIs for the legs of transfers. The tasks of a transfer need no other
 * route of a shard, and do not carry them. A call is one attempt: the caller decides about retries.
 * A leg goes to the shard that has its wallet. None of the methods throws: each leg has its result, or
 * its error. `clock` is ms since 1970.
 */
export class LegShards {
  protected readonly calls: WalletCalls;

  /**
   * @param addresses the base URLs, by number
   * @param directory names the shard of a wallet that is not where its id says
   */
  constructor(addresses: readonly string[], tokenFor: TokenFor, directory: ShardInDirectory, send?: SendJson) {
    this.calls = new WalletCalls(addresses, tokenFor, directory, send);
  }

  get count(): number {
    return this.calls.count;
  }

  /**
   * Holds the legs of a transaction at all shards, side by side. The error of a leg is NoRoom, or
   * ShardUnavailable, of which ShardBusy, of which WalletMoving.
   */
  reserveLegs(request: ReserveLegs, clock: () => number): Promise<ReservedLeg[]> {
    return reserveLegs(this.calls, request, clock);
  }

  /** Commits the legs of a transaction at all shards, side by side. The error of a leg is ShardUnavailable. */
  commitLegs(request: CommitLegs, clock: () => number): Promise<SettledLeg[]> {
    return commitLegs(this.calls, request, clock);
  }

  /** Rolls back the legs of a transaction at all shards, side by side. See `commitLegs`. */
  rollbackLegs(request: RollbackLegs, clock: () => number): Promise<SettledLeg[]> {
    return rollbackLegs(this.calls, request, clock);
  }
}
