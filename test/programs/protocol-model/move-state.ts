/** Shards by number. The last one is the newest. */
export type Shard = number;
export const NOWHERE = -1;

/** A numbered operation: it brings the wallet to a shard. */
export interface Operation {
  /** From 1 on. 0 is the creation of the wallet. */
  readonly op: number;
  readonly to: Shard;
}

/** The money of the wallet, and what the transfer has left in it. */
export interface Content {
  readonly available: number;
  readonly held: boolean;
  readonly tombstone: boolean;
  readonly fenced: boolean;
  /** The number of the last entry of its statement. */
  readonly seq: number;
}

/** The item of the wallet on one shard. */
export interface Item extends Content {
  readonly at: 'absent' | 'live' | 'moving' | 'moved';
  /** The operation that wrote the item last. */
  readonly op: number;
  /** Where a wallet moves, or has moved. */
  readonly to: Shard;
  /** Where it came from. */
  readonly from: Shard;
}

/** A message with a copy of the wallet. */
export interface Put extends Operation, Content {
  readonly from: Shard;
}

/** A run of the transfer, and which shard it asks. */
export interface Run {
  readonly at: 'idle' | 'reserving' | 'deciding' | 'settling' | 'done';
  readonly shard: Shard;
  /** Who named the shard. */
  readonly by: 'count' | 'directory' | 'shard';
  /** The shards without the wallet in this round, as bits. */
  readonly tried: number;
  readonly result: '' | 'held' | 'invalid' | 'failed';
}

export interface Mover {
  readonly op: number;
  readonly at: 'looking' | 'putting' | 'leaving' | 'naming' | 'done';
  readonly shard: Shard;
  /** The operation that it finishes: its own or an older one. */
  readonly finishing: number;
  /** The item whose former shard certainly has its tombstone, by its operation. */
  readonly checked: number;
}

/** Each message ever sent, as bits of the shards that it was sent to. It may arrive later, again or never. */
export interface Sent {
  readonly reserve: number;
  readonly commit: number;
  readonly rollback: number;
  /** By the number of the operation. */
  readonly mark: readonly number[];
  readonly leave: readonly number[];
  readonly stay: readonly number[];
  readonly name: readonly number[];
  readonly puts: readonly Put[];
}

export interface State {
  readonly items: readonly Item[];
  readonly directory: Operation;
  readonly runs: readonly Run[];
  readonly movers: readonly Mover[];
  readonly sent: Sent;
  /** Whether the deadline of the transfer has passed. */
  readonly late: boolean;
  /** Whether the other side of the transfer holds, or refuses for good. */
  readonly otherSide: 'unknown' | 'holds' | 'refuses';
  readonly decision: '' | 'commit' | 'abort';
  readonly final: boolean;
  /** Credits of other transfers, and commits of this one. */
  readonly credits: number;
  readonly commits: number;
  /** What one write did wrong. */
  readonly wrong: string;
}

export const IDLE: Run = { at: 'idle', shard: 0, by: 'count', tried: 0, result: '' };
const EMPTY: Content = { available: 0, held: false, tombstone: false, fenced: false, seq: 0 };
export const ABSENT: Item = { ...EMPTY, at: 'absent', op: 0, to: NOWHERE, from: NOWHERE };

/** The wallet is live on shard 0, and each mover looks for it there. */
export function firstState(shards: number, runs: number, movers: readonly Operation[], available: number): State {
  const none = new Array<number>(1 + Math.max(...movers.map(({ op }) => op))).fill(0);
  const looks = (wanted: (mover: Operation) => boolean) =>
    none.map((_, op) => (movers.some((mover) => mover.op === op && wanted(mover)) ? 1 : 0));
  return {
    items: Array.from({ length: shards }, (_, n) => (n === 0 ? { ...ABSENT, at: 'live', available } : ABSENT)),
    directory: { op: 0, to: 0 },
    runs: Array.from({ length: runs }, () => IDLE),
    movers: movers.map(({ op }) => ({ op, at: 'looking', shard: 0, finishing: 0, checked: NOWHERE })),
    sent: {
      ...{ reserve: 0, commit: 0, rollback: 0, leave: none, name: none, puts: [] },
      mark: looks(({ to }) => to !== 0),
      stay: looks(({ to }) => to === 0),
    },
    ...{ late: false, otherSide: 'unknown', decision: '', final: false, credits: 0, commits: 0, wrong: '' },
  };
}

/** @param alike whether the runs ask in the same order: then they are the same run */
export function keyOf(state: State, alike: boolean): string {
  const { items, directory, runs, movers, sent, late, otherSide, decision, final, credits, commits, wrong } = state;
  const each = runs.map(({ at, shard, by, tried, result }) => `${at}${shard}${by}${tried}${result}`);
  // Two movers of one operation are the same, too.
  const moving = movers.map(({ op, at, shard, finishing, checked }) => `${op}${at}${shard}${finishing}${checked}`);
  return [
    items.map((item) => `${item.at}${item.op}${item.to}${item.from}${contentOf(item)}`).join(),
    `${directory.op}${directory.to}${late}${otherSide}${decision}${final}${credits}${commits}${wrong}`,
    (alike ? each.sort() : each).join(),
    moving.sort().join(),
    `${sent.reserve}${sent.commit}${sent.rollback}`,
    [sent.mark, sent.leave, sent.stay, sent.name].map((bits) => bits.join('')).join(),
    sent.puts.map(keyOfPut).join(),
  ].join('|');
}

export function keyOfPut(put: Put): string {
  return `${put.to}${put.op}${put.from}${contentOf(put)}`;
}

function contentOf({ available, held, tombstone, fenced, seq }: Content): string {
  return `${available}${held ? 1 : 0}${tombstone ? 1 : 0}${fenced ? 1 : 0}${seq}`;
}
