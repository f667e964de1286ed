import type * as z from 'zod/mini';
import type { InputSchema, ShardRoute } from '../api/route.ts';
import type { TokenFor } from '../auth/service-tokens.ts';
import type { ErrorCode } from '../domain/errors.ts';
import { shardOf } from '../domain/wallet-id.ts';
import type { SendJson } from './send.ts';
import { type Sent, ShardCalls } from './shard-calls.ts';
import { WalletMoving } from './shard-errors.ts';
import { isAbsent, type Outcome } from './shard-outcome.ts';
import { inRound, type ShardInDirectory, WalletRound } from './wallet-round.ts';

/** A wallet is away for the time of two writes, and rarely longer than this. */
const AWAY_MS = 2_000;
const PAUSE_MS = 50;

/** Sends requests about wallets, each to the shard that has the wallet. */
export class WalletCalls extends ShardCalls {
  readonly #directory: ShardInDirectory;

  /** @param addresses the base URLs, by number */
  constructor(addresses: readonly string[], tokenFor: TokenFor, directory: ShardInDirectory, send?: SendJson) {
    super(addresses, tokenFor, send);
    this.#directory = directory;
  }

  /**
   * @param first the shard to ask first. By default it is the one that the wallet's id says
   * @param leavesFence see WalletRound
   */
  round(walletId: string, first = shardOf(walletId, this.count), leavesFence = false): WalletRound {
    return new WalletRound(walletId, first, this.#directory, leavesFence);
  }

  /** What the directory says of a wallet, strongly consistent. */
  named(walletId: string): ReturnType<ShardInDirectory> {
    return this.#directory(walletId);
  }

  /**
   * Asks for one wallet until a response is final. While it is away it is asked for again: no state machine
   * repeats a read.
   * @param first see `round`
   * @throws NoRoom
   * @throws ShardUnavailable, of which ShardBusy, of which WalletMoving
   */
  async ask<S extends InputSchema, B extends z.ZodMiniType, E extends ErrorCode>(
    route: ShardRoute<S, B, E>,
    walletId: string,
    sent: z.input<S> & Sent,
    now: number,
    first?: number,
  ): Promise<Outcome<E>> {
    const ask = ({ shard, timeoutMs }: WalletRound) => this.call(route, sent, now, shard, timeoutMs);
    const until = performance.now() + AWAY_MS;
    for (;;) {
      try {
        return await inRound(this.round(walletId, first), ask, isAbsent);
      } catch (error) {
        if (!(error instanceof WalletMoving) || performance.now() + PAUSE_MS > until) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }
}
