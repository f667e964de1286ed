import { ShardUnavailable } from '../remote/shard-errors.ts';
import type { MovingShards } from './move-wallet.ts';

interface Copy {
  readonly walletId: string;
  /** The shard that has the wallet. */
  readonly from: number;
  readonly to: number;
  /** The number of the last entry that must be there. Without it, it is the newest that `from` has. */
  readonly upTo?: number | undefined;
}

/** The time of a mover. */
export interface MoverTime {
  /** Ms since 1970. */
  readonly clock: () => number;
  readonly pause: (ms: number) => Promise<unknown>;
}

/** Entries come from the stream of the wallets' table, mostly within a second of the posting. */
const PATIENCE_MS = 5_000;
const SHORTEST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

/**
 * Copies the entries of a wallet's statement that its new shard does not have, oldest first. It may
 * stop at any of them and be repeated: the new shard says which one is its last. It waits for entries that the
 * old shard has not written yet.
 * @throws ShardUnavailable if the old shard has not written the entry `upTo` after a few seconds
 */
export async function copyEntries(
  shards: Pick<MovingShards, 'place' | 'entries' | 'copyEntries'>,
  { walletId, from, to, upTo }: Copy,
  { clock, pause }: MoverTime,
): Promise<void> {
  const until = clock() + PATIENCE_MS;
  let pauseMs = SHORTEST_PAUSE_MS;
  let { entries: last } = await shards.place(walletId, to, clock());
  while (upTo === undefined || last < upTo) {
    const { entries, next } = await shards.entries(walletId, from, { after: last }, clock());
    if (entries.length > 0) last = await copied(shards.copyEntries(walletId, entries, to, clock()));
    if (next === undefined && upTo === undefined) return;
    if (entries.length > 0) continue;
    if (clock() + pauseMs > until)
      throw new ShardUnavailable(`shard ${from} has no entry ${last + 1} of the statement yet`);
    await pause(pauseMs);
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  }
}

/** @throws ShardUnavailable if another mover was at an entry before them */
async function copied(response: ReturnType<MovingShards['copyEntries']>): Promise<number> {
  const last = await response;
  if (last === 'entries_behind') throw new ShardUnavailable('the new shard lacks entries before those copied');
  return last;
}
