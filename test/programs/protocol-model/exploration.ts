/** What is explored: states, and the steps between them. */
export interface Model<State> {
  readonly first: State;
  /** States with the same key are the same. */
  keyOf(state: State): string;
  stepsFrom(state: State): Iterable<readonly [step: string, next: State]>;
  brokenPromise(state: State): string | undefined;
  /** The name of the end that this state is, if it is one. */
  endOf(state: State): string | undefined;
}

export interface Exploration {
  readonly states: number;
  /** Whether every state was explored. */
  readonly exhaustive: boolean;
  readonly ends: readonly string[];
  /** The shortest way to a state that breaks a promise. */
  readonly broken?: { readonly promise: string; readonly trace: readonly string[] };
}

export const NO_WAY_TO_AN_END = 'an end cannot be reached any more';

/**
 * Explores all states breadth first, until a promise is broken. One promise is the same for all
 * models: an end can be reached from every state.
 */
export function explore<State>(model: Model<State>, maxStates: number): Exploration {
  const known = new Map([[model.keyOf(model.first), 0]]);
  const reached = [{ from: -1, step: '' }];
  const edges: number[] = [];
  const ends = new Map<number, string>();
  const exploration = (rest: Pick<Exploration, 'exhaustive' | 'broken'>) => ({
    states: known.size,
    ends: [...new Set(ends.values())].sort(),
    ...rest,
  });
  const broken = (promise: string, at: number) =>
    exploration({ exhaustive: false, broken: { promise, trace: traceTo(reached, at) } });

  let layer = [{ state: model.first, at: 0 }];
  while (layer.length > 0) {
    const next: typeof layer = [];
    for (const { state, at } of layer) {
      const promise = model.brokenPromise(state);
      if (promise !== undefined) return broken(promise, at);
      const end = model.endOf(state);
      if (end !== undefined) ends.set(at, end);
      for (const [step, after] of model.stepsFrom(state)) {
        const key = model.keyOf(after);
        const number = known.get(key) ?? known.size;
        edges.push(at, number);
        if (number < known.size) continue;
        next.push({ state: after, at: number });
        known.set(key, number);
        reached.push({ from: at, step });
      }
    }
    if (known.size > maxStates) return exploration({ exhaustive: false });
    layer = next;
  }
  const stuck = firstWithoutEnd(known.size, edges, ends.keys());
  return stuck === undefined ? exploration({ exhaustive: true }) : broken(NO_WAY_TO_AN_END, stuck);
}

function traceTo(reached: readonly { from: number; step: string }[], at: number): string[] {
  const trace: string[] = [];
  for (let way = reached[at]; way && way.from >= 0; way = reached[way.from]) trace.unshift(way.step);
  return trace;
}

/** @param edges from and to, by turns; most lead to later states, so few passes suffice */
function firstWithoutEnd(states: number, edges: readonly number[], ends: Iterable<number>): number | undefined {
  const reaches = new Uint8Array(states);
  for (const end of ends) reaches[end] = 1;
  for (let found = true; found; ) {
    found = false;
    for (let edge = edges.length - 2; edge >= 0; edge -= 2) {
      const [from = 0, to = 0] = [edges[edge], edges[edge + 1]];
      if (reaches[from] || !reaches[to]) continue;
      reaches[from] = 1;
      found = true;
    }
  }
  const stuck = reaches.indexOf(0);
  return stuck === -1 ? undefined : stuck;
}
