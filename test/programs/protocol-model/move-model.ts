import { type Exploration, explore } from './exploration.ts';
import { named, operationOf, stepsOfMover } from './move-mover.ts';
import type { BentMoves } from './move-rules.ts';
import { type Route, stepsOfRun, type Transfer } from './move-runs.ts';
import { ABSENT, firstState, type Item, keyOf, type Operation, type Shard, type State } from './move-state.ts';
import {
  answers,
  committed,
  credited,
  itemOf,
  left,
  marked,
  put,
  reserved,
  rolledBack,
  settled,
  stayed,
  withItem,
} from './move-writes.ts';

export interface MoveBounds {
  /** Where the wallet goes, from shard 0 on: operation 1, 2 and so on. */
  readonly operations: readonly Shard[];
  /** The number of the operation of each mover. All work at the same time. */
  readonly movers: readonly number[];
  /** The number of runs of the transfer at the same time. */
  readonly runs: number;
  readonly shards: number;
  readonly route: Route;
  /** Whether the wallet pays. */
  readonly debit: boolean;
  /** The number of credits by other transfers meanwhile. */
  readonly credits: number;
  readonly maxStates: number;
}

/**
 * Explores exhaustively one wallet that moves between shards while one transfer of 1 runs with it.
 * Movers and runs may stop anywhere and start anew. Every message may be late, repeated or lost. The
 * other side of the transfer is abstract: it holds, or refuses for good.
 */
export function exploreMoves(bent: BentMoves, bounds: MoveBounds): Exploration {
  const { runs, shards, route, debit, maxStates } = bounds;
  const operations = bounds.operations.map((to, n) => ({ op: n + 1, to }));
  const last = operationOf(operations, operations.length);
  const movers = bounds.movers.map((op) => operationOf(operations, op));
  const transfer: Transfer = { debit, route, goal: last.to };
  const isAlike = route !== 'each run differently';
  const first = firstState(shards, runs, movers, debit ? 1 : 0);
  return explore<State>(
    {
      first: runs > 0 ? first : { ...first, otherSide: 'refuses' },
      keyOf: (state) => keyOf(state, isAlike),
      *stepsFrom(state) {
        if (state.otherSide === 'unknown') {
          yield ['the other side holds', { ...state, otherSide: 'holds' }];
          yield ['the other side refuses', { ...state, otherSide: 'refuses' }];
          return;
        }
        yield* happenings(state, bounds, bent);
        yield* lateOfTransfer(state, debit, bent);
        yield* lateOfMoves(state, operations, bent);
        for (const n of state.runs.keys()) yield* stepsOfRun(state, n, transfer, bent);
        for (const n of state.movers.keys()) yield* stepsOfMover(state, n, operations, bent);
      },
      brokenPromise: (state) => brokenPromise(state, debit, last, bent),
      endOf(state) {
        const isEnded = (runs === 0 || state.final) && state.movers.every(({ at }) => at === 'done');
        if (!isEnded || itemOf(state, last.to).at !== 'live') return undefined;
        return state.decision === '' ? 'moved' : state.decision;
      },
    },
    maxStates,
  );
}

/** What clocks, other transfers and the shards themselves do. */
function* happenings(state: State, { credits }: MoveBounds, bent: BentMoves): Generator<readonly [string, State]> {
  if (!state.late) yield ['the deadline passes', { ...state, late: true }];
  for (const [shard, item] of state.items.entries()) {
    if (answers(item, bent) && state.credits < credits)
      yield [`a credit is posted on ${shard}`, credited(state, shard)];
    if (answers(item, bent) && item.tombstone)
      yield [`${shard} prunes`, withItem(state, shard, { ...item, tombstone: false, fenced: true })];
    if (item.at === 'absent' && (shard === 0 || bent.createsAnywhere))
      yield [`a late createwallet on ${shard}`, withItem(state, shard, { ...ABSENT, at: 'live' })];
    if (item.at === 'absent' && !item.fenced && bent.fencesAnywhere)
      yield [`a later transfer is rolled back on ${shard}`, withItem(state, shard, { ...item, fenced: true })];
    if (item.at === 'moved' && bent.forgets) yield [`${shard} forgets its tombstone`, withItem(state, shard, ABSENT)];
    if (item.at === 'moving' && bent.unmarks)
      yield [`${shard} drops its mark`, withItem(state, shard, { ...item, at: 'live', to: ABSENT.to })];
  }
}

/** Messages of runs that arrive late or again. */
function* lateOfTransfer(state: State, debit: boolean, bent: BentMoves): Generator<readonly [string, State]> {
  const { sent, late } = state;
  for (const [shard, item] of state.items.entries()) {
    const isSent = (bits: number) => ((bits >> shard) & 1) === 1;
    if (isSent(sent.reserve))
      for (const isLate of late ? [true, false] : [false])
        yield [`a late reserve on ${shard}`, withItem(state, shard, reserved(item, debit, isLate, bent)[1])];
    if (isSent(sent.commit))
      yield [`a late commit on ${shard}`, settled(state, shard, committed(item, debit, bent)[1])];
    if (isSent(sent.rollback))
      yield [`a late rollback on ${shard}`, settled(state, shard, rolledBack(item, debit, bent)[1])];
  }
}

/** Messages of movers that arrive late or again. */
function* lateOfMoves(
  state: State,
  operations: readonly Operation[],
  bent: BentMoves,
): Generator<readonly [string, State]> {
  const { sent } = state;
  for (const operation of operations) {
    const { op } = operation;
    const writes: [string, readonly number[], (item: Item) => Item][] = [
      ['mark', sent.mark, (item) => marked(item, operation, bent)],
      ['tombstone', sent.leave, (item) => left(item, operation, bent)],
      ['stay', sent.stay, (item) => stayed(item, op, bent)],
    ];
    for (const [what, bits, write] of writes)
      for (const [shard, item] of state.items.entries())
        if ((((bits[op] ?? 0) >> shard) & 1) === 1)
          yield [`a late ${what} of ${op} on ${shard}`, withItem(state, shard, write(item))];
    if (sent.name[op]) yield [`a late directory of ${op}`, named(state, operation)];
  }
  for (const copy of sent.puts)
    yield [`a late put of ${copy.op} on ${copy.to}`, withItem(state, copy.to, put(itemOf(state, copy.to), copy, bent))];
}

function brokenPromise(state: State, debit: boolean, last: Operation, bent: BentMoves): string | undefined {
  const { items, credits, commits, decision, final, wrong } = state;
  if (wrong !== '') return wrong;
  const live = items.filter(({ at }) => at === 'live');
  if (live.length > 1) return 'two shards have the wallet';
  const moving = items.filter(({ at }) => at === 'moving');
  const item = live[0] ?? moving.toSorted((a, b) => b.op - a.op)[0];
  if (!item) return 'the wallet is lost';
  if (commits > 1) return 'the transfer is committed twice';
  const moved = debit ? 1 - commits - (item.held ? 1 : 0) : commits;
  if (item.available !== credits + moved) return 'the wallet has other money than its transfers make';
  if (item.seq !== credits + commits) return 'the statement has other entries than were posted';
  if (final && item.held) return 'a hold is left after the end';
  if (final && commits !== (decision === 'commit' ? 1 : 0)) return 'the wallet has not what was decided';
  const isOver = state.movers.some(({ op, at }) => op === last.op && at === 'done');
  if (!isOver) return undefined;
  const goal = itemOf(state, last.to);
  if (goal.at !== 'live' || (goal.op !== last.op && !bent.noStay))
    return 'the wallet is not where the last operation brings it';
  return moving.length > 0 ? 'a mark is left after the last operation' : undefined;
}
