import type { BentMoves } from './move-rules.ts';
import { type Mover, NOWHERE, type Operation, type Shard, type State } from './move-state.ts';
import { itemOf, left, marked, put, sendingPut, stayed, withItem } from './move-writes.ts';

type Step = readonly [step: string, next: State];

/** The steps of one mover. It remembers nothing: it may stop anywhere and look again. */
export function* stepsOfMover(
  state: State,
  n: number,
  operations: readonly Operation[],
  bent: BentMoves,
): Generator<Step> {
  const mover = state.movers[n];
  if (!mover || mover.at === 'done') return;
  const { op, at, shard, finishing } = mover;
  const name = (what: string) => `mover ${n} of ${op} ${what}`;
  const own = operationOf(operations, op);
  const become = (next: State, change: Partial<Mover>): State => ({
    ...next,
    movers: next.movers.with(n, { ...mover, ...change }),
  });
  const looksAt = (next: State, where: Shard): State => {
    const kind = where === own.to ? 'stay' : 'mark';
    return become(sending(next, kind, op, where), { at: 'looking', shard: where, finishing: 0, checked: NOWHERE });
  };
  const names = (next: State): State =>
    become(sending(next, 'name', op, 0), { at: 'naming', shard: 0, finishing: 0, checked: NOWHERE });

  if (at === 'looking') yield* looked();
  else yield [name('looks again'), looksAt(state, 0)];
  if (at === 'putting') {
    const aim = operationOf(operations, finishing);
    for (const copy of state.sent.puts) {
      if (copy.op !== finishing || copy.to !== aim.to) continue;
      const stored = withItem(state, copy.to, put(itemOf(state, copy.to), copy, bent));
      yield [
        name(`puts ${finishing} on ${copy.to}`),
        become(sending(stored, 'leave', finishing, shard), { at: 'leaving' }),
      ];
    }
  }
  if (at === 'leaving') {
    const aim = operationOf(operations, finishing);
    const gone = withItem(state, shard, left(itemOf(state, shard), aim, bent));
    yield [name(`leaves ${shard}`), finishing === op ? names(gone) : looksAt(gone, aim.to)];
  }
  if (at === 'naming') yield [name('is done'), become(named(state, own), { at: 'done' })];

  function* looked(): Generator<Step> {
    const item = itemOf(state, shard);
    if (item.at === 'absent') {
      yield [name(`does not find it on ${shard}`), looksAt(state, (shard + 1) % state.items.length)];
    } else if (item.op > op) {
      yield [name('is out of date'), become(state, { at: 'done' })];
    } else if (item.at === 'moved') {
      yield [name(`finds that it has moved to ${item.to}`), looksAt(state, item.to)];
    } else if (item.from !== NOWHERE && mover?.checked !== item.op) {
      const former = itemOf(state, item.from);
      const sent = former.at === 'moving' ? sending(state, 'leave', item.op, item.from) : state;
      const gone = withItem(sent, item.from, left(former, { op: item.op, to: shard }, bent));
      yield [name(`finds it on ${shard}, leaves ${item.from}`), become(gone, { checked: item.op })];
    } else if (item.at === 'moving') {
      yield [name(`finds it moving from ${shard}`), begins(state, operationOf(operations, item.op))];
    } else if (shard === own.to || item.op === op) {
      yield [name(`finds it on ${shard} to stay`), names(withItem(state, shard, stayed(item, op, bent)))];
    } else {
      const copied = bent.copiesBeforeMark ? sendingPut(state, own, shard, bent) : state;
      if (bent.copiesBeforeMark) yield [name(`copies ${shard} before its mark`), copied];
      yield [name(`marks ${shard}`), begins(withItem(copied, shard, marked(item, own, bent)), own)];
    }
  }

  function begins(next: State, aim: Operation): State {
    const copied = bent.copiesBeforeMark ? next : sendingPut(next, aim, shard, bent);
    const left = bent.leavesFirst ? sending(copied, 'leave', aim.op, shard) : copied;
    return become(bent.namesFirst ? named(left, aim) : left, { at: 'putting', finishing: aim.op });
  }
}

/** What the directory says after an operation. A later one stays. */
export function named(state: State, { op, to }: Operation): State {
  return state.directory.op < op ? { ...state, directory: { op, to } } : state;
}

/** The operation of that number. */
export function operationOf(operations: readonly Operation[], op: number): Operation {
  const found = operations.find((one) => one.op === op);
  if (!found) throw new Error(`there is no operation ${op}`);
  return found;
}

function sending(state: State, kind: 'mark' | 'leave' | 'stay' | 'name', op: number, shard: Shard): State {
  const bits = state.sent[kind];
  return { ...state, sent: { ...state.sent, [kind]: bits.with(op, (bits[op] ?? 0) | (1 << shard)) } };
}
