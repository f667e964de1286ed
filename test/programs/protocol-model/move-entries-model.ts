import { type Exploration, explore } from './exploration.ts';

/**
 * Explores the statement of one wallet that moves to another shard and back, exhaustively. It is paid
 * meanwhile, the stream of each shard writes its entries late, and copies of entries come at any time
 * and in any order. Entries never change, so that a late or repeated copy is that of an entry which the
 * other shard has. A reader looks where the wallet is, and reads the entries there later. The moves
 * themselves, with their messages, are those of move-model.ts.
 */
export interface BentEntries {
  /** The item is put whatever entries the new shard has. */
  readonly putsWithoutEntries?: true;
  /** The item is put once the new shard has the entries of the old one, whatever it has posted since. */
  readonly comparesWithShard?: true;
  /** An entry is copied without the one before it. */
  readonly copiesInAnyOrder?: true;
  /** A shard without the wallet shows the entries that it has. */
  readonly anyShardShows?: true;
  /** The old shard deletes its entries when the wallet has left. */
  readonly deletesOld?: true;
}

interface Shard {
  readonly item: 'absent' | 'live' | 'moving' | 'moved';
  /** The operation that wrote the item last. */
  readonly op: number;
  /** The number of the last posting. */
  readonly seq: number;
  /** The number that the item had when it came here. */
  readonly cameWith: number;
  /** The numbers of the entries that are here. */
  readonly entries: readonly number[];
  /** The postings that the stream still has. */
  readonly pending: readonly number[];
}

interface State {
  readonly shards: readonly Shard[];
  /** The number of each operation's marked item. */
  readonly marked: readonly (number | undefined)[];
  readonly put: readonly boolean[];
  /** The shard where the reader has found the wallet. */
  readonly looked?: number | undefined;
  /** The most that the reader has seen. */
  readonly seen: number;
  readonly wentBack: boolean;
}

/** Where each operation brings the wallet. It starts on shard 0. */
const TARGETS = [1, 0];
const NOTHING: Shard = { item: 'absent', op: 0, seq: 0, cameWith: 0, entries: [], pending: [] };

/** @param postings how often the wallet is paid */
export function exploreEntries(bent: BentEntries, postings: number, maxStates: number): Exploration {
  const first: State = {
    shards: [{ ...NOTHING, item: 'live' }, NOTHING],
    marked: TARGETS.map(() => undefined),
    put: TARGETS.map(() => false),
    seen: 0,
    wentBack: false,
  };
  const model = {
    first,
    keyOf: (state: State) => JSON.stringify(state),
    stepsFrom: (state: State) => stepsFrom(state, postings, bent),
    brokenPromise,
    endOf: ({ shards: [home, away] }: State) =>
      home?.item === 'live' && away?.item === 'moved' && home.entries.length === postings ? 'back' : undefined,
  };
  return explore(model, maxStates);
}

function brokenPromise({ shards, wentBack }: State): string | undefined {
  for (const { item, entries, cameWith } of shards) {
    if (item !== 'live') continue;
    if (entries.some((seq, n) => seq !== n + 1)) return 'the statement has a gap';
    if (entries.length < cameWith) return 'the wallet has left entries behind';
  }
  return wentBack ? 'a reader sees less than before' : undefined;
}

function* stepsFrom(state: State, postings: number, bent: BentEntries): Generator<[string, State]> {
  for (const [n, shard] of state.shards.entries()) {
    yield* bookings(state, n, shard, postings);
    for (const other of state.shards) yield* copies(state, n, shard, other, bent);
  }
  for (const [n, target] of TARGETS.entries()) yield* moves(state, n + 1, target, bent);
  yield* looks(state, bent);
}

/** The wallet is paid, and the stream writes the next entry, once the one before is there. */
function* bookings(state: State, n: number, shard: Shard, postings: number): Generator<[string, State]> {
  const { item, pending, entries } = shard;
  const seq = shard.seq + 1;
  if (item === 'live' && seq <= postings)
    yield [`shard ${n} posts ${seq}`, withShard(state, n, { ...shard, seq, pending: [...pending, seq] })];
  const [next] = pending;
  if (next === undefined || !isNext(entries, next)) return;
  const written = { ...shard, entries: withEntry(entries, next), pending: pending.slice(1) };
  yield [`shard ${n} writes entry ${next}`, withShard(state, n, written)];
}

function* copies(state: State, n: number, shard: Shard, from: Shard, bent: BentEntries): Generator<[string, State]> {
  const { entries } = shard;
  for (const seq of from.entries) {
    if (entries.includes(seq) || !(bent.copiesInAnyOrder || isNext(entries, seq))) continue;
    yield [`entry ${seq} is copied to shard ${n}`, withShard(state, n, { ...shard, entries: withEntry(entries, seq) })];
  }
}

/** Mark, put and tombstone of one operation. */
function* moves(state: State, op: number, target: number, bent: BentEntries): Generator<[string, State]> {
  const { marked, put, shards } = state;
  const source = 1 - target;
  const [from, to] = [shards[source], shards[target]];
  if (!from || !to) return;
  if (from.item === 'live' && from.op < op) {
    const next = withShard(state, source, { ...from, item: 'moving', op });
    yield [`operation ${op} marks`, { ...next, marked: marked.with(op - 1, from.seq) }];
  }
  const seq = marked[op - 1];
  if (seq !== undefined && (to.item === 'absent' || to.op < op) && mayPut(seq, from, to, bent)) {
    const next = withShard(state, target, { ...to, item: 'live', op, seq, cameWith: seq });
    yield [`operation ${op} puts`, { ...next, put: put.with(op - 1, true) }];
  }
  if (put[op - 1] && from.item === 'moving' && from.op === op) {
    const entries = bent.deletesOld ? [] : from.entries;
    yield [`operation ${op} leaves a tombstone`, withShard(state, source, { ...from, item: 'moved', entries })];
  }
}

function mayPut(seq: number, from: Shard, to: Shard, bent: BentEntries): boolean {
  if (bent.putsWithoutEntries) return true;
  const last = to.entries.at(-1) ?? 0;
  return last === (bent.comparesWithShard ? (from.entries.at(-1) ?? 0) : seq);
}

/** The reader finds the wallet, and reads the entries by another request to the table. */
function* looks(state: State, bent: BentEntries): Generator<[string, State]> {
  const { shards, looked, seen } = state;
  if (looked === undefined) {
    for (const [n, { item }] of shards.entries())
      if (item === 'live' || bent.anyShardShows) yield [`the reader finds shard ${n}`, { ...state, looked: n }];
    return;
  }
  const found = shards[looked]?.entries.length ?? 0;
  yield ['the reader reads', { ...state, looked: undefined, seen: found, wentBack: found < seen }];
}

function isNext(entries: readonly number[], seq: number): boolean {
  return seq === 1 || entries.includes(seq - 1);
}

function withEntry(entries: readonly number[], seq: number): number[] {
  return [...new Set([...entries, seq])].sort((a, b) => a - b);
}

function withShard(state: State, n: number, shard: Shard): State {
  return { ...state, shards: state.shards.with(n, shard) };
}
