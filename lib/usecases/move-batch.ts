import { type Growth, type GrowthPart, isMoved, partAfter } from '../domain/growth.ts';
import { shardOf } from '../domain/wallet-id.ts';
import type { Move } from '../domain/wallet-move.ts';
import { asError, logger } from '../observability/logger.ts';
import { ShardUnavailable } from '../remote/shard-errors.ts';
import type { Shards } from '../remote/shards.ts';
import type { Growths } from '../store/growths.ts';
import { type MoveEnd, moveWallet } from './move-wallet.ts';
import { sideBySide } from './side-by-side.ts';

/** The wallets of one shard that are moved at the same time, and the most that are read at a time. */
const AT_ONCE = 16;
const PAGE = 100;
/** What a mover moves between two looks at the speed and the state of the growth. */
const PAGE_SECONDS = 5;

interface Stores {
  readonly growths: Pick<Growths, 'get' | 'advance' | 'change'>;
  readonly shards: Pick<Shards, 'walletPage'>;
  /** See `moveWallet`. */
  readonly move: (move: Move) => Promise<MoveEnd>;
}

interface Options {
  /** Ms since 1970. */
  readonly clock: () => number;
  /** It begins no page after so long. */
  readonly budgetMs: number;
  readonly pause: (ms: number) => Promise<unknown>;
}

/** `more`: there was no time for all. `done`: all belong where they are. `stopped`: nothing is to be moved now. */
export type BatchEnd = 'more' | 'done' | 'stopped';

/**
 * Moves wallets of one shard that belong to another by the new number of shards, page by page, no faster
 * than the growth allows. Any number of them may run, and stop anywhere. A wallet whose new shard does not
 * respond is left to the next pass, so that it keeps no other waiting.
 * @throws ShardUnavailable if the shard itself does not respond
 */
export async function moveBatch(
  { growths, shards, move }: Stores,
  { op, shard }: { readonly op: number; readonly shard: number },
  { clock, budgetMs, pause }: Options,
): Promise<BatchEnd> {
  const endsAt = clock() + budgetMs;
  let growth = await growths.get();
  while (growth?.op === op && growth.state === 'moving') {
    const part: GrowthPart | undefined = growth.parts[shard];
    if (!part || part.done) return 'done';
    if (clock() >= endsAt) return 'more';
    const startedAt = clock();
    const page = await movePage({ shards, move }, growth, { shard, cursor: part.cursor }, clock);
    growth = await growths.advance(op, shard, partAfter(part, page, clock()));
    if (growth && isMoved(growth)) await growths.change(op, { state: 'moved', after: ['moving'] });
    if (growth) await pause(pauseAfter(growth, page.moved, clock() - startedAt));
    // Another mover of the same shard has been faster, or an operator has.
    else growth = await growths.get();
  }
  return 'stopped';
}

/** How many wallets a mover of one shard may move in a second, while others move those of other shards. */
function paceOf({ perSecond, parts }: Growth): number {
  return perSecond / Math.max(1, parts.filter(({ done }) => !done).length);
}

/** How long to wait so that all shards together move no more wallets in a second than they may. */
function pauseAfter(growth: Growth, moved: number, tookMs: number): number {
  return Math.max(0, Math.ceil((moved * 1000) / paceOf(growth)) - tookMs);
}

async function movePage(
  { shards, move }: Pick<Stores, 'shards' | 'move'>,
  growth: Growth,
  { shard, cursor }: { readonly shard: number; readonly cursor: string | undefined },
  clock: () => number,
) {
  const { op, to, stays } = growth;
  const limit = Math.max(1, Math.min(PAGE, Math.floor(paceOf(growth) * PAGE_SECONDS)));
  const { wallets, next } = await shards.walletPage(shard, cursor, clock(), limit);
  const counts = { moved: 0, waiting: 0 };
  await sideBySide(AT_ONCE, wallets, async ({ walletId, moving, op: before = 0 }) => {
    const target = shardOf(walletId, to);
    const belongsHere = target === shard && !moving;
    if (belongsHere && !(stays && before < op)) return;
    try {
      await move({ walletId, op, to: target });
      if (!belongsHere) counts.moved += 1;
    } catch (error) {
      if (!(error instanceof ShardUnavailable)) throw error;
      logger.warn('wallet not moved yet', { wallet_id: walletId, shard, to: target, error: asError(error) });
      counts.waiting += 1;
    }
  });
  return { next, seen: wallets.length, ...counts };
}

/** The move of one wallet, for `moveBatch`. */
export function mover(stores: Parameters<typeof moveWallet>[0], clock: () => number): Stores['move'] {
  return (move) => moveWallet(stores, move, clock);
}
