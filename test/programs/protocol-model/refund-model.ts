import { type Exploration, explore } from './exploration.ts';

/**
 * Explores the refunds of one payment exhaustively. Two refunds each have two runs that settle, which
 * may stop and start anew. A claim that was sent arrives at any time, and again and again, also after
 * the refund is final. Legs may be held or not: a run with a claim decides either way.
 */
export interface BentRefunds {
  /** A refund is committed without its claim. */
  readonly unclaimed?: true;
  /** A claim is not compared with what is left. */
  readonly claimsAnything?: true;
  /** A claim does not look for itself. */
  readonly claimsAgain?: true;
  /** An abort leaves no fence. */
  readonly noFence?: true;
  /** An abort gives back, and then raises the fence. */
  readonly givesBackFirst?: true;
  /** An abort sets the fence to its own deadline, also if that is earlier. */
  readonly lowersFence?: true;
  /** Giving back does not look for the claim, and leaves it. */
  readonly givesBackTwice?: true;
  /** A run that is refused gives back before its decision is stored. */
  readonly givesBackBeforeDecision?: true;
  /** A commit gives back, too. */
  readonly givesBackCommitted?: true;
}

const REFUNDS = [0, 1] as const;
type Refund = (typeof REFUNDS)[number];
/** The second refund begins later. */
const DEADLINES = [1, 2] as const;
const RUNS = [0, 1] as const;
const DONE = 2;

type Pair<T> = readonly [T, T];

interface State {
  /** The payee's row. */
  readonly left: number;
  readonly claims: Pair<number>;
  readonly fence: number;
  readonly sent: Pair<boolean>;
  /** Whether a run has heard that its refund is claimed. */
  readonly heard: Pair<boolean>;
  readonly decisions: Pair<'' | 'COMMIT' | 'ABORT'>;
  /** How far each run of each refund has settled. */
  readonly settled: Pair<Pair<number>>;
  readonly final: Pair<boolean>;
}

/** @param amounts of both refunds */
export function exploreRefunds(
  bent: BentRefunds,
  { received, amounts, maxStates }: { received: number; amounts: Pair<number>; maxStates: number },
): Exploration {
  const both = <T>(value: T): Pair<T> => [value, value];
  const first: State = {
    left: received,
    claims: both(0),
    fence: 0,
    sent: both(false),
    heard: both(false),
    decisions: both<State['decisions'][0]>(''),
    settled: both(both(0)),
    final: both(false),
  };
  const committed = ({ decisions }: State) =>
    REFUNDS.reduce<number>((sum, refund) => sum + (decisions[refund] === 'COMMIT' ? amounts[refund] : 0), 0);
  const model = {
    first,
    keyOf: (state: State) => JSON.stringify(state),
    stepsFrom: (state: State) => REFUNDS.flatMap((refund) => [...steps(state, refund, amounts[refund], bent)]),
    brokenPromise(state: State): string | undefined {
      const { left, claims } = state;
      if (committed(state) > received) return 'more is given back than was received';
      if (left < 0 || left + claims[0] + claims[1] !== received)
        return 'the claims and the rest are not what was received';
      for (const refund of REFUNDS) {
        if (!state.final[refund]) continue;
        const expected = state.decisions[refund] === 'COMMIT' ? amounts[refund] : 0;
        if (claims[refund] !== expected) return `a claim is wrong after the end (${state.decisions[refund]})`;
      }
      return undefined;
    },
    endOf: ({ final, decisions }: State) =>
      final.every(Boolean) ? `${decisions.filter((decision) => decision === 'COMMIT').length} happened` : undefined,
  };
  return explore<State>(model, maxStates);
}

function* steps(state: State, refund: Refund, amount: number, bent: BentRefunds): Generator<[string, State]> {
  const name = `refund ${refund + 1}`;
  if (!state.sent[refund]) yield [`${name} sends its claim`, { ...state, sent: put(state.sent, refund, true) }];
  else yield [`a claim of ${name} arrives`, claimed(state, refund, amount, bent)];
  if (state.decisions[refund] === '') {
    const decide = (decision: 'COMMIT' | 'ABORT') => ({
      ...state,
      decisions: put(state.decisions, refund, decision),
    });
    if (state.heard[refund] || (bent.unclaimed && state.sent[refund])) yield [`${name} commits`, decide('COMMIT')];
    yield [`${name} aborts`, decide('ABORT')];
    if (bent.givesBackBeforeDecision && state.sent[refund])
      yield [`${name} gives back undecided`, givenBack(state, refund, amount, bent)];
    return;
  }
  for (const run of RUNS) {
    const at = state.settled[refund][run];
    if (at > 0 && !state.final[refund]) yield [`run ${run + 1} of ${name} starts anew`, moved(state, refund, run, 0)];
    if (at === DONE) yield [`run ${run + 1} of ${name} finishes`, { ...state, final: put(state.final, refund, true) }];
    else
      yield [`run ${run + 1} of ${name} settles`, moved(settle(state, refund, amount, at, bent), refund, run, at + 1)];
  }
}

/** The write of a claim: its condition and its update. */
function claimed(state: State, refund: Refund, amount: number, bent: BentRefunds): State {
  const { left, claims, fence } = state;
  const heard = { ...state, heard: put(state.heard, refund, true) };
  if (claims[refund] === amount && !bent.claimsAgain) return heard;
  if (DEADLINES[refund] <= fence) return state;
  if (left < amount && !bent.claimsAnything) return state;
  return { ...heard, left: left - amount, claims: put(claims, refund, amount) };
}

function settle(state: State, refund: Refund, amount: number, at: number, bent: BentRefunds): State {
  if (state.decisions[refund] === 'COMMIT')
    return bent.givesBackCommitted && at === 1 ? givenBack(state, refund, amount, bent) : state;
  const fences = bent.givesBackFirst ? at === 1 : at === 0;
  return fences ? fenced(state, refund, bent) : givenBack(state, refund, amount, bent);
}

function fenced(state: State, refund: Refund, { noFence, lowersFence }: BentRefunds): State {
  if (noFence) return state;
  const deadline = DEADLINES[refund];
  return { ...state, fence: lowersFence ? deadline : Math.max(state.fence, deadline) };
}

function givenBack(state: State, refund: Refund, amount: number, { givesBackTwice }: BentRefunds): State {
  const { left, claims } = state;
  if (givesBackTwice) return { ...state, left: Math.min(left + amount, 9) };
  if (claims[refund] === 0) return state;
  return { ...state, left: left + claims[refund], claims: put(claims, refund, 0) };
}

function moved(state: State, refund: Refund, run: (typeof RUNS)[number], at: number): State {
  return { ...state, settled: put(state.settled, refund, put(state.settled[refund], run, at)) };
}

function put<T>([a, b]: Pair<T>, n: Refund, value: T): Pair<T> {
  return n === 0 ? [value, b] : [a, value];
}
