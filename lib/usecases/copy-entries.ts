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

/**
 * Copies the entries of a wallet's statement that its new shard does not have, oldest first. It may
 * stop at any of them and be repeated: the new shard says which one is its last.
 * @param clock ms since 1970
 * @throws ShardUnavailable if the old shard has not written the entry `upTo` yet
 */
export async function copyEntries(
  shards: Pick<MovingShards, 'place' | 'entries' | 'copyEntries'>,
  { walletId, from, to, upTo }: Copy,
  clock: () => number,
): Promise<void> {
  let { entries: last } = await shards.place(walletId, to, clock());
  while (upTo === undefined || last < upTo) {
    const { entries, next } = await shards.entries(walletId, from, { after: last }, clock());
    if (entries.length > 0) last = await copied(shards.copyEntries(walletId, entries, to, clock()));
    if (next === undefined && upTo === undefined) return;
    if (entries.length === 0) throw new ShardUnavailable(`shard ${from} has no entry ${last + 1} of the statement yet`);
  }
}

/** @throws ShardUnavailable if another mover was at an entry before them */
async function copied(response: ReturnType<MovingShards['copyEntries']>): Promise<number> {
  const last = await response;
  if (last === 'entries_behind') throw new ShardUnavailable('the new shard lacks entries before those copied');
  return last;
}
