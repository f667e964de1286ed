import { numberOf } from './number-of.ts';

/**
 * A change of the number of shards, while money moves. Operators begin it, and movers bring each wallet to
 * the shard that has it by the new number. There is one at a time. Times are in ms since 1970.
 */
export interface Growth {
  /** The number of the operation. Numbers rise, so that messages of an older one are refused. */
  readonly op: number;
  /** The numbers of shards before and after. `to` may be the smaller one. */
  readonly from: number;
  readonly to: number;
  readonly state: GrowthState;
  /** The most wallets that movers begin to move in a second, over all shards. */
  readonly perSecond: number;
  /**
   * Whether wallets that are at their target get the number of the operation, too. The growth before was
   * not finished, and one of its messages might still take them away.
   */
  readonly stays: boolean;
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  /** About how many wallets have to move, as it was estimated at its beginning. */
  readonly expected: number;
  /** How far the wallets of each shard are, by its number. */
  readonly parts: readonly GrowthPart[];
}

/**
 * `moving`: movers are at work. `paused`: they end after their page. `moved`: every wallet of every shard was
 * seen where it belongs. `finished`: and an audit has balanced.
 */
export const GROWTH_STATES = ['moving', 'paused', 'moved', 'finished'] as const;
export type GrowthState = (typeof GROWTH_STATES)[number];

/** The wallets of one shard. They are read in passes, until a whole pass finds nothing to move. */
export interface GrowthPart {
  /** Where the pass goes on; undefined at its beginning. */
  readonly cursor?: string | undefined;
  /** How many wallets this pass had to move, whether it could or not. */
  readonly inPass: number;
  readonly done: boolean;
  /** Of all passes. */
  readonly moved: number;
  readonly seen: number;
  /** Wallets that the last page could not move, because a shard did not respond. */
  readonly waiting: number;
  /** Of these, those that may be marked already. Nothing is paid from or to them, so that they come first. */
  readonly left: readonly string[];
  /** Whether the growth was paused, and no wallet is left that was marked before that. */
  readonly atRest: boolean;
  /** When a mover has last written this; undefined before the first. */
  readonly touchedAt?: number | undefined;
  /** How often it was written: a mover goes on only from what it has read. */
  readonly version: number;
}

export const FRESH_PART: GrowthPart = {
  inPass: 0,
  done: false,
  moved: 0,
  seen: 0,
  waiting: 0,
  left: [],
  atRest: false,
  version: 0,
};

/** The speed of a growth that names none. */
export const WALLETS_PER_SECOND = 100;

/** What a mover has done with a page of wallets. */
export interface MovedPage {
  /** Where the pass goes on; undefined at its end. */
  readonly next: string | undefined;
  readonly seen: number;
  readonly moved: number;
  readonly waiting: number;
  /** All wallets of the part that may be marked and have not arrived, of earlier pages too. */
  readonly left?: readonly string[];
}

/** How far a part is after a page. A pass without a wallet to move is the last one. */
export function partAfter(
  part: GrowthPart,
  { next, seen, moved, waiting, left = [] }: MovedPage,
  now: number,
): GrowthPart {
  const inPass = part.inPass + moved + waiting;
  const isEnd = next === undefined;
  return {
    cursor: next,
    inPass: isEnd ? 0 : inPass,
    done: isEnd && inPass === 0,
    moved: part.moved + moved,
    seen: part.seen + seen,
    waiting,
    left,
    atRest: false,
    touchedAt: now,
    version: part.version + 1,
  };
}

/** How far a part is after only the wallets were moved that may be marked. The pass has not gone on. */
export function partAfterMarked(
  part: GrowthPart,
  { moved, waiting, left = [] }: Omit<MovedPage, 'next' | 'seen'>,
  { isPaused, now }: { readonly isPaused: boolean; readonly now: number },
): GrowthPart {
  return {
    ...part,
    inPass: part.inPass + moved,
    moved: part.moved + moved,
    waiting,
    left,
    atRest: isPaused && left.length === 0,
    touchedAt: now,
    version: part.version + 1,
  };
}

/** Whether every wallet of every shard was seen where it belongs. */
export function isMoved({ parts }: Growth): boolean {
  return parts.every(({ done }) => done);
}

/** A number of shards in words. */
export function shardsText(count: number): string {
  return numberOf(count, 'shard');
}

/** The shards that have wallets while the number changes. */
export function shardsDuring({ from, to }: Pick<Growth, 'from' | 'to'>): number {
  return Math.max(from, to);
}

/**
 * How many shards share the new wallets.
 * @param growth the last one, if there was any
 * @param addresses how many shards this process can call
 */
export function shardsOfNewWallets(growth: Pick<Growth, 'to'> | undefined, addresses: number): number {
  return growth && growth.to <= addresses ? growth.to : addresses;
}

/** A mover writes after each page. One that has not written for so long has ended, or is about to. */
const SILENT_MS = 60_000;

/**
 * A request that has read the number of shards from before a growth has claimed its wallet within this time,
 * and the index of unfinished wallets has the claim.
 */
export const CLAIMED_WITHIN_MS = 15_000;
/** A mover of the growth before has ended within this time, whatever it was about to do. */
export const MOVERS_END_WITHIN_MS = 60_000;

/** When a growth may finish at the earliest. Nothing from before it brings a wallet elsewhere from then on. */
export function finishableAt({ startedAt, stays }: Pick<Growth, 'startedAt' | 'stays'>): number {
  return startedAt + (stays ? MOVERS_END_WITHIN_MS : CLAIMED_WITHIN_MS);
}

/** How many wallets have moved, in all passes over all shards. */
export function movedOf({ parts }: Pick<Growth, 'parts'>): number {
  return parts.reduce((sum, { moved }) => sum + moved, 0);
}

/** How a growth that moves wallets stands, for the alarms. */
export interface GrowthStanding {
  /** How long the mover has written nothing that has been silent for longest. */
  readonly silentMs: number;
  /** Wallets that could not be moved when they were tried last. */
  readonly waiting: number;
  /** Wallets that are moved. */
  readonly moved: number;
}

/** @returns undefined while no wallet is to be moved. A paused growth only brings those that are marked */
export function standingOf(growth: Growth | undefined, now: number): GrowthStanding | undefined {
  if (growth?.state !== 'moving' && growth?.state !== 'paused') return undefined;
  const { parts, startedAt, state } = growth;
  const isPaused = state === 'paused';
  const silences = parts.flatMap(({ done, atRest, touchedAt = startedAt }) =>
    done || (isPaused && atRest) ? [] : [now - touchedAt],
  );
  return {
    silentMs: Math.max(0, ...silences),
    waiting: parts.reduce((sum, { waiting, left }) => sum + (isPaused ? left.length : waiting), 0),
    moved: movedOf(growth),
  };
}

/**
 * The shards whose movers are to be started again, each with the number of the operation. Those of a paused
 * growth may have died before the wallets arrived that they had marked. Where all have done their part, one
 * of them says that the growth has moved all.
 */
export function partsToStart(growth: Growth | undefined, now: number): { op: number; shard: number }[] {
  if (growth?.state !== 'moving' && growth?.state !== 'paused') return [];
  const { op, parts, startedAt, state } = growth;
  const isSilent = ({ touchedAt = startedAt }: GrowthPart) => touchedAt <= now - SILENT_MS;
  if (state === 'moving' && isMoved(growth)) return parts.every(isSilent) ? [{ op, shard: 0 }] : [];
  return parts.flatMap((part, shard) =>
    part.done || (state === 'paused' && part.atRest) || !isSilent(part) ? [] : [{ op, shard }],
  );
}
