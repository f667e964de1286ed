import type * as z from 'zod/mini';
import type { ShardRoute } from '../api/route.ts';
import { commit, reserve, rollback } from '../api/shard-transactions.ts';
import type { TokenFor } from '../auth/service-tokens.ts';
import type { ReserveResult } from '../domain/reserve-outcome.ts';
import type { SendJson } from './send.ts';
import { ShardCalls } from './shard-calls.ts';
import {
  type CommitLegs,
  commitLegs,
  isAppliedBefore,
  type ReservedLeg,
  type ReserveLegs,
  type RollbackLegs,
  reserveLegs,
  rollbackLegs,
  type SettledLeg,
} from './shard-legs.ts';

/** The body of a request for one leg. */
type OneLeg<R extends ShardRoute> = Extract<z.input<R['input']>['body'], { readonly wallet_id: unknown }>;

/**
 * The client of the shards' HTTP APIs for the legs of transfers. The tasks of a transfer need no other
 * route of a shard, and do not carry them. A call is one attempt: the caller decides about retries.
 * Each `now` is ms since 1970.
 */
export class LegShards {
  protected readonly calls: ShardCalls;

  /** @param addresses the base URLs, by number */
  constructor(addresses: readonly string[], tokenFor: TokenFor, send?: SendJson) {
    this.calls = new ShardCalls(addresses, tokenFor, send);
  }

  get count(): number {
    return this.calls.count;
  }

  /**
   * Asks the wallet's shard to hold the amount ("-50", "+50").
   * @throws NoRoom
   * @throws ShardUnavailable, of which ShardBusy
   */
  async reserve(body: OneLeg<typeof reserve>, now: number): Promise<ReserveResult> {
    const { error } = await this.calls.call(reserve, { body }, now);
    return error ?? 'held';
  }

  /**
   * Holds the legs of a transaction at all shards, side by side. It never throws: each leg has its
   * result, or its error: NoRoom, or ShardUnavailable, of which ShardBusy.
   * @param clock ms since 1970
   */
  reserveLegs(request: ReserveLegs, clock: () => number): Promise<ReservedLeg[]> {
    return reserveLegs(this.calls, request, clock);
  }

  /**
   * Commits the legs of a transaction at all shards, side by side. It never throws: each leg has its
   * result, or its error: ShardUnavailable.
   */
  commitLegs(request: CommitLegs, clock: () => number): Promise<SettledLeg[]> {
    return commitLegs(this.calls, request, clock);
  }

  /** Rolls back the legs of a transaction at all shards, side by side. See `commitLegs`. */
  rollbackLegs(request: RollbackLegs, clock: () => number): Promise<SettledLeg[]> {
    return rollbackLegs(this.calls, request, clock);
  }

  /**
   * Ends the transaction's hold for good.
   * @returns whether this call did it, not one before
   * @throws ShardUnavailable
   */
  async commit(body: OneLeg<typeof commit>, now: number): Promise<boolean> {
    const json = await this.calls.callOrThrow(commit, { body }, now);
    return !isAppliedBefore(json);
  }

  /**
   * Ends the transaction's hold and gives a debit back.
   * @returns whether this call did it, not one before
   * @throws ShardUnavailable
   */
  async rollback(body: OneLeg<typeof rollback>, now: number): Promise<boolean> {
    const json = await this.calls.callOrThrow(rollback, { body }, now);
    return !isAppliedBefore(json);
  }
}
