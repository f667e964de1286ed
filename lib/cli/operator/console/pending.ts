import { legsOf } from '../../../domain/legs.ts';
import type { OutputOf, Pending, ReadInputOf, Side } from '../../../web/console/contract.ts';
import { iso } from '../iso-time.ts';
import type { ConsoleContext } from './context.ts';
import { readWallets, sidesOf } from './sides.ts';
import { sweeperView, transferView } from './views.ts';
import { waitingFor } from './waiting.ts';

/** The classes of age, youngest first, in ms. */
const AGES_MS = [0, 15_000, 60_000, 5 * 60_000, 60 * 60_000];
/** The transfers that are read to find those of one shard. */
const MOST_READ = 500;

type PendingTransfer = Pending['transfers'][number];

/** The transfers that are not final. */
export async function pendingTransfers(
  { unfinished, shardItems, stores, stage, now }: ConsoleContext,
  { limit, shard, older_than_ms }: ReadInputOf<'pending'>,
): Promise<OutputOf<'pending'>> {
  const at = now();
  const before = older_than_ms === undefined ? undefined : at - older_than_ms;
  const { transfers, more } = await unfinished.oldest({ limit: shard === undefined ? limit : MOST_READ, before });
  const wallets = await readWallets(
    { shardItems, stores },
    transfers.flatMap(({ transfer }) => legsOf(transfer).map(({ walletId }) => walletId)),
  );
  const all = transfers.flatMap((swept): PendingTransfer | [] => {
    const sides = sidesOf(swept.transfer, wallets);
    const waiting = waitingFor(swept.transfer, sides);
    if (!waiting || (shard !== undefined && !sides.some((side) => side.shard === shard))) return [];
    const { fromId, txId, initiatedAt } = swept.transfer;
    return {
      ...transferView(swept.transfer),
      age_ms: Math.max(0, at - Date.parse(initiatedAt)),
      sides,
      waiting,
      sweeper: sweeperView(swept),
      command: `${stage.command} transfers show ${fromId} ${txId}`,
    };
  });
  const listed = all.slice(0, limit);
  return {
    at: iso(at),
    transfers: listed,
    more: more || all.length > limit,
    by_shard: byShard(listed, stage.shards),
    by_age: byAge(listed),
  };
}

function byShard(transfers: readonly PendingTransfer[], count: number): Pending['by_shard'] {
  const hasSide = (sides: readonly Side[], shard: number) => sides.some((side) => side.shard === shard);
  return Array.from({ length: count }, (_, shard) => ({
    shard,
    count: transfers.filter(({ sides }) => hasSide(sides, shard)).length,
    waiting: transfers.filter(({ waiting }) => waiting.shards.includes(shard)).length,
  }));
}

function byAge(transfers: readonly PendingTransfer[]): Pending['by_age'] {
  return AGES_MS.map((from_ms, n) => {
    const to_ms = AGES_MS[n + 1];
    const inside = transfers.filter(({ age_ms }) => age_ms >= from_ms && (to_ms === undefined || age_ms < to_ms));
    return { from_ms, ...(to_ms !== undefined && { to_ms }), count: inside.length };
  });
}
