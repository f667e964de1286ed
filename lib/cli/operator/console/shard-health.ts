import { type Shards, ShardUnavailable } from '../../../remote/shards.ts';
import type { ShardHealth } from '../../../web/console/contract.ts';
import { iso } from '../iso-time.ts';
import { messageOf } from './jobs.ts';
import { shared } from './shared.ts';

const REMEMBERED = 120;
const FRESH_MS = 1_000;

/** The wallets of a shard as an audit has counted them. */
export type ShardCount = NonNullable<ShardHealth['wallets']>;

/** Looks at the shards: one small request to each. */
export class ShardLooks {
  /** All shards as they are now, or were a second ago. */
  readonly look: () => Promise<ShardHealth[]>;
  readonly #shards: Pick<Shards, 'check'>;
  readonly #addresses: readonly string[];
  readonly #now: () => number;
  readonly #last = new Map<number, ShardHealth>();
  readonly #counts = new Map<number, ShardCount>();

  /** @param now ms since 1970 */
  constructor(shards: Pick<Shards, 'check'>, addresses: readonly string[], now: () => number) {
    this.#shards = shards;
    this.#addresses = addresses;
    this.#now = now;
    this.look = shared(() => Promise.all(addresses.map((_, shard) => this.#lookAt(shard))), FRESH_MS, now);
  }

  /** Remembers what an audit has counted. */
  counted(shard: number, count: ShardCount): void {
    this.#counts.set(shard, count);
  }

  async #lookAt(shard: number): Promise<ShardHealth> {
    const begun = performance.now();
    const problem = await this.#shards.check(shard, this.#now()).then(
      () => undefined,
      (error: unknown) => error,
    );
    const error = problem === undefined ? undefined : messageOf(problem);
    const took = Math.round((performance.now() - begun) * 10) / 10;
    const state = problem === undefined ? 'reachable' : problem instanceof ShardUnavailable ? 'unreachable' : 'unknown';
    const at = iso(this.#now());
    const before = this.#last.get(shard);
    const wallets = this.#counts.get(shard);
    const health: ShardHealth = {
      number: shard,
      address: this.#addresses[shard] ?? '',
      state,
      ...(error === undefined ? { latency_ms: took } : { error }),
      checked_at: at,
      since: before?.state === state ? before.since : at,
      latencies_ms: [...(before?.latencies_ms ?? []), error === undefined ? took : null].slice(-REMEMBERED),
      ...(wallets && { wallets }),
    };
    this.#last.set(shard, health);
    return health;
  }
}
