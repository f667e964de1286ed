import { type Growth, type GrowthPart, isMoved, partAfter, partAfterMarked } from '../domain/growth.ts';
import { shardOf } from '../domain/wallet-id.ts';
import type { Move } from '../domain/wallet-move.ts';
import { asError, logger } from '../observability/logger.ts';
import { ShardUnavailable } from '../remote/shard-errors.ts';
import type { Shards } from '../remote/shards.ts';
import type { Growths } from '../store/growths.ts';
import type { MoverTime } from './copy-entries.ts';
import { type MoveEnd, moveWallet, WalletAway } from './move-wallet.ts';
import { sideBySide } from './side-by-side.ts';

/** The wallets of one shard that are moved at the same time, and the most that are read at a time. */
const AT_ONCE = 16;
const PAGE = 100;
/** What a mover moves between two looks at the speed and the state of the growth. */
const PAGE_SECONDS = 5;
/** While this many wallets may be marked and have not arrived, no other begins to move. */
const MOST_LEFT = 100;
/** A marked wallet is tried again for so long, before others have their turn. */
const PATIENCE_MS = 5_000;
/** No move of a page begins after so long: statements may be long, and a function has its time. */
const PAGE_MS = 20_000;
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

interface Stores {
  readonly growths: Pick<Growths, 'get' | 'advance' | 'change'>;
  readonly shards: Pick<Shards, 'walletPage'>;
  /** See `moveWallet`. */
  readonly move: (move: Move, time: MoverTime) => Promise<MoveEnd>;
}

interface Options extends MoverTime {
  /** It begins no page after so long. */
  readonly budgetMs: number;
}

/** `more`: there was no time for all. `done`: all belong where they are. `stopped`: nothing is to be moved now. */
export type BatchEnd = 'more' | 'done' | 'stopped';

/**
 * Moves wallets of one shard that belong to another by the new number of shards, page by page, no faster
 * than the growth allows. Any number of them may run, and stop anywhere. A wallet whose new shard does not
 * respond is left to the next pass, so that it keeps no other waiting. One that is marked comes first on every
 * page, and arrives also while the growth is paused: until then it cannot be paid from or to. A mover that
 * meets another one of its shard ends.
 * @throws ShardUnavailable if the shard itself does not respond
 */
export async function moveBatch(
  { growths, shards, move }: Stores,
  { op, shard }: { readonly op: number; readonly shard: number },
  { budgetMs, ...time }: Options,
): Promise<BatchEnd> {
  const { clock, pause } = time;
  const endsAt = clock() + budgetMs;
  let growth = await growths.get();
  /** What this mover has left marked, and could not write. */
  let unwritten: readonly string[] = [];
  while (growth?.op === op && (growth.state === 'moving' || growth.state === 'paused')) {
    const part = withLeft(growth.parts[shard], unwritten);
    if (!part || part.done) {
      // The mover that saw the last wallet may have ended before it said so.
      await endIfMoved(growths, growth);
      return 'done';
    }
    const isPaused = growth.state === 'paused';
    if (isPaused && part.atRest) return 'stopped';
    if (clock() >= endsAt) return 'more';
    const startedAt = clock();
    const onlyMarked = isPaused || part.left.length >= MOST_LEFT;
    const page = await movePage({ shards, move }, { growth, shard, part, onlyMarked }, time);
    const after =
      onlyMarked || page.isCut
        ? partAfterMarked(part, page, { isPaused: isPaused && !page.isCut, now: clock() })
        : partAfter(part, page, clock());
    growth = await growths.advance(op, shard, after);
    if (!growth) {
      growth = await growths.get();
      // Another mover of the shard is at work, or an operator has started others, unless the write was this one's.
      const isOwn = growth?.op === op && isSame(growth.parts[shard], after);
      if (!isOwn && page.left.length === 0) return 'stopped';
      unwritten = isOwn ? [] : page.left;
      continue;
    }
    unwritten = [];
    await endIfMoved(growths, growth);
    await pause(pauseAfter(growth, page, clock() - startedAt));
  }
  return 'stopped';
}

function withLeft(part: GrowthPart | undefined, left: readonly string[]): GrowthPart | undefined {
  return part && left.length > 0 ? { ...part, left: [...new Set([...part.left, ...left])] } : part;
}

function isSame(stored: GrowthPart | undefined, written: GrowthPart): boolean {
  return stored?.version === written.version && stored.touchedAt === written.touchedAt;
}

async function endIfMoved(growths: Pick<Growths, 'change'>, growth: Growth): Promise<void> {
  if (isMoved(growth)) await growths.change(growth.op, { state: 'moved', after: ['moving'] });
}

/** How many wallets a mover of one shard may move in a second, while others move those of other shards. */
function paceOf({ perSecond, parts }: Growth): number {
  return perSecond / Math.max(1, parts.filter(({ done }) => !done).length);
}

/** How long to wait so that all shards together move no more wallets in a second than they may. */
function pauseAfter(growth: Growth, { moved, left }: Page, tookMs: number): number {
  const least = left.length > 0 ? LONGEST_PAUSE_MS : 0;
  return Math.max(least, Math.ceil((moved * 1000) / paceOf(growth)) - tookMs);
}

interface Page {
  readonly next: string | undefined;
  readonly seen: number;
  readonly moved: number;
  readonly waiting: number;
  readonly left: readonly string[];
  /** Whether there was no time for some of its wallets. It is read again then. */
  readonly isCut: boolean;
}

/** A wallet to move. `isCounted`: whether it is one of those that belong elsewhere. */
interface Listed {
  readonly walletId: string;
  readonly isCounted: boolean;
}

/**
 * Moves the wallets that were left marked, and then those of the next page.
 * @param work `onlyMarked`: of the page only those that are marked
 */
async function movePage(
  { shards, move }: Pick<Stores, 'shards' | 'move'>,
  work: { readonly growth: Growth; readonly shard: number; readonly part: GrowthPart; readonly onlyMarked: boolean },
  time: MoverTime,
): Promise<Page> {
  const { shard, part, growth, onlyMarked } = work;
  const { op, to, stays } = growth;
  const counts = { moved: 0, waiting: 0 };
  const left: string[] = [];
  const until = time.clock() + PAGE_MS;
  let isCut = false;
  const moveOne = async ({ walletId, isCounted }: Listed) => {
    if (time.clock() >= until) {
      isCut = true;
      if (part.left.includes(walletId)) left.push(walletId);
      return;
    }
    const target = shardOf(walletId, to);
    try {
      await untilThere(() => move({ walletId, op, to: target }, time), time);
      if (isCounted) counts.moved += 1;
    } catch (error) {
      if (!(error instanceof ShardUnavailable)) throw error;
      logger.warn('wallet not moved yet', { wallet_id: walletId, shard, to: target, error: asError(error) });
      counts.waiting += 1;
      if (error instanceof WalletAway) left.push(walletId);
    }
  };
  await sideBySide(
    AT_ONCE,
    part.left.map((walletId) => ({ walletId, isCounted: true })),
    moveOne,
  );
  // A mover that died here may have read a page of any size.
  const limit = onlyMarked ? PAGE : Math.max(1, Math.min(PAGE, Math.floor(paceOf(growth) * PAGE_SECONDS)));
  const { wallets, next } = await shards.walletPage(shard, part.cursor, time.clock(), limit);
  const others = wallets.flatMap(({ walletId, moving, op: before = 0 }): Listed[] => {
    const isStill = part.left.includes(walletId) || (onlyMarked && !moving);
    const isCounted = moving !== undefined || shardOf(walletId, to) !== shard;
    return isStill || !(isCounted || (stays && before < op)) ? [] : [{ walletId, isCounted }];
  });
  await sideBySide(AT_ONCE, others, moveOne);
  return { next, seen: wallets.length, ...counts, left, isCut };
}

/** Repeats a move that has left its wallet marked: the wallet waits for it. */
async function untilThere(move: () => Promise<MoveEnd>, { clock, pause }: MoverTime): Promise<void> {
  const until = clock() + PATIENCE_MS;
  for (let pauseMs = SHORTEST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    try {
      await move();
      return;
    } catch (error) {
      if (!(error instanceof WalletAway) || clock() + pauseMs > until) throw error;
      await pause(pauseMs);
    }
  }
}

/** The move of one wallet, for `moveBatch`. */
export function mover(stores: Parameters<typeof moveWallet>[0]): Stores['move'] {
  return (move, time) => moveWallet(stores, move, time);
}
