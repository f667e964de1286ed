import { shardOf } from './wallet-id.ts';

/** Some wallets of a shard, and how many it has. */
export interface SampledShard {
  /** About how many wallets it has. */
  readonly wallets: number;
  readonly sample: readonly { readonly walletId: string; readonly seq?: number | undefined }[];
}

/**
 * About how many wallets are among the items of a shard's table. Each stripe of a wallet is an item, too.
 * @param sample some of its wallets. `vector` has a number for each item of a wallet in stripes
 */
export function walletsAmong(
  items: number,
  sample: readonly { readonly vector?: Readonly<Record<string, number>> | undefined }[],
): number {
  const sampled = sample.reduce((sum, { vector = {} }) => sum + Math.max(1, Object.keys(vector).length), 0);
  return sampled === 0 ? items : Math.max(sample.length, Math.round((items * sample.length) / sampled));
}

/** What a growth is about to do with the wallets of one shard. Each number is an estimate. */
export interface PlannedShard {
  readonly wallets: number;
  readonly moves: number;
  /** The entries of their statements, which are copied. */
  readonly entries: number;
}

/** An estimate of a whole growth. */
export interface GrowthPlan {
  readonly shards: readonly PlannedShard[];
  readonly moves: number;
  readonly seconds: number;
  /** Write request units of DynamoDB. */
  readonly writeUnits: number;
  /** Requests to shards. */
  readonly requests: number;
  /** The price of both, on demand. */
  readonly usd: number;
}

/**
 * The writes of one move: the mark, the item on the new shard, the tombstone and the directory. An item of
 * more than 1 KB costs more.
 */
export const WRITES_A_MOVE = 4;
/** An entry costs one write, and another one in the index of every sixteenth. */
const WRITES_AN_ENTRY = 17 / 16;
/** Where the wallet is, three times; its entries, read and written; the mark, the item and the tombstone. */
export const REQUESTS_A_MOVE = 8;
/** A page of 100 entries is read and written. */
const REQUESTS_AN_ENTRY = 2 / 100;
/** A million write request units in us-east-1, November 2026. */
const USD_A_MILLION_WRITES = 0.625;
/** A million requests of an HTTP API, each with a function of 512 MB for 10 ms, and its reads. */
const USD_A_MILLION_REQUESTS = 1.33;
/** A request to a shard in the same region. */
const SECONDS_A_REQUEST = 0.025;
/** The wallets of one shard that are moved at the same time: see `moveBatch`. */
const AT_ONCE = 16;

/**
 * What a growth to `to` shards will move, by samples of the wallets of each shard.
 * @param perSecond how many wallets may begin to move in a second
 */
export function growthPlan(shards: readonly SampledShard[], to: number, perSecond: number): GrowthPlan {
  const planned = shards.map(({ wallets, sample }, shard): PlannedShard => {
    const leaving = sample.filter(({ walletId }) => shardOf(walletId, to) !== shard);
    const share = sample.length === 0 ? 0 : wallets / sample.length;
    const entries = leaving.reduce((sum, { seq = 0 }) => sum + seq, 0);
    return { wallets, moves: Math.round(leaving.length * share), entries: Math.round(entries * share) };
  });
  const sum = (of: (one: PlannedShard) => number) => planned.reduce((all, one) => all + of(one), 0);
  const moves = sum((one) => one.moves);
  const writeUnits = Math.round(moves * WRITES_A_MOVE + sum((one) => one.entries) * WRITES_AN_ENTRY);
  const fastest = Math.max(0, ...planned.map((one) => (requestsOf(one) * SECONDS_A_REQUEST) / AT_ONCE));
  const requests = Math.round(sum(requestsOf));
  return {
    shards: planned,
    moves,
    seconds: Math.ceil(Math.max(moves / perSecond, fastest)),
    writeUnits,
    requests,
    usd: (writeUnits * USD_A_MILLION_WRITES + requests * USD_A_MILLION_REQUESTS) / 1_000_000,
  };
}

function requestsOf({ moves, entries }: PlannedShard): number {
  return moves * REQUESTS_A_MOVE + entries * REQUESTS_AN_ENTRY;
}
