import { shardOf } from './wallet-id.ts';

/** Some wallets of a shard, and how many it has. */
export interface SampledShard {
  /** About how many wallets it has. */
  readonly wallets: number;
  readonly sample: readonly { readonly walletId: string; readonly seq?: number | undefined }[];
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
  /** Write request units of DynamoDB, and their price in USD on demand. */
  readonly writeUnits: number;
  readonly usd: number;
}

/**
 * The writes of one move: the mark, the item on the new shard, the tombstone and the directory. An item of
 * more than 1 KB costs more.
 */
export const WRITES_A_MOVE = 4;
/** An entry costs one write, and another one in the index of every sixteenth. */
const WRITES_AN_ENTRY = 17 / 16;
/** A million write request units in us-east-1, November 2026. */
const USD_A_MILLION_WRITES = 0.625;

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
  return {
    shards: planned,
    moves,
    seconds: Math.ceil(moves / perSecond),
    writeUnits,
    usd: (writeUnits * USD_A_MILLION_WRITES) / 1_000_000,
  };
}
