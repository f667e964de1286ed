/**
 * One transfer of 1 unit from wallet P to wallet Q, explored exhaustively: two runs of its workflow; every message late, repeated or
 * lost; every reading of a shard's clock off by the skew; Q opened at any time. The exploration does not use the code of the system:
 * it is the protocol of docs/protocol.md, written a second time in its smallest form. Times are small whole numbers.
 */

/** A rule of the protocol, left out or bent. */
export interface Bent {
  /** A reserve is let in by the clock alone. */
  readonly noFence?: true;
  /** A rollback that finds no hold leaves no marker. */
  readonly noEmptyRollback?: true;
  /** A rollback that finds no wallet leaves no fence for the wallet to be opened with. */
  readonly noFenceBeforeOpening?: true;
  /** As above, and a wallet's fence is the time of its opening, by its shard's clock, plus the window. */
  readonly fenceOfOpeningClock?: true;
  /** An opening begins with fence 0, whatever is there. */
  readonly openingForgetsFence?: true;
  /** Every run stores a deadline of its own. */
  readonly deadlineByEveryRun?: true;
  /** The deadline runs from the acceptance, at time 0. */
  readonly deadlineFromAcceptance?: true;
  /** A refused run rolls back before the decision is stored. */
  readonly rollbackBeforeDecision?: true;
  /** A shard ends a hold whose deadline has passed. */
  readonly holdsExpire?: true;
  /** A run follows its own wish and not the stored decision. */
  readonly ownDecision?: true;
}

export interface Bounds {
  /** How far a reading of a shard's clock is off, to both sides. */
  readonly skew: number;
  /** The last time. */
  readonly until: number;
  readonly maxStates: number;
  /** Whether Q is opened during the transfer, and not before. */
  readonly opensLate: boolean;
  /** Whether strangers may hold the places of Q that a credit without its debit may take. */
  readonly crowded: boolean;
}

export interface Exploration {
  readonly states: number;
  /** Every state within the bounds was seen. */
  readonly exhaustive: boolean;
  /** Transfers that ended with a commit, and with an abort, are among the states: the exploration got that far. */
  readonly ends: { readonly commit: boolean; readonly abort: boolean };
  readonly broken?: { readonly promise: string; readonly trace: readonly string[] };
}

/** From a transfer's begin to its deadline. */
const WINDOW = 2;
const RUNS = 2;
const NONE = 0;
const SIDES = ['P', 'Q'] as const;

type Side = (typeof SIDES)[number];
type Decision = 'commit' | 'abort';
interface Wallet {
  there: boolean;
  available: number;
  /** The deadline of the hold, of the marker; NONE if there is none. */
  hold: number;
  marker: number;
  fence: number;
}
interface Run {
  at: 'queued' | 'reserving' | 'settling' | 'over';
  deadline: number;
  P: '' | 'held' | 'refused';
  Q: '' | 'held' | 'refused' | 'waits';
  decision: '' | Decision;
}
type Message =
  | { kind: 'reserve'; side: Side; deadline: number; debitHeld: boolean }
  | { kind: Decision; side: Side; deadline: number };
interface State {
  time: number;
  P: Wallet;
  Q: Wallet;
  deadline: number;
  decision: '' | Decision;
  final: boolean;
  runs: Run[];
  /** Every message that was ever sent: it may arrive at any time, any number of times. */
  sent: ReadonlyMap<string, Message>;
  /** Every reply that was ever given: a run may get it, or never. */
  replies: ReadonlySet<string>;
  broken?: string;
}

/** Explores all states within the bounds, until a promise is broken. */
export function exploreTransfer(bent: Bent, bounds: Bounds): Exploration {
  const wallet = { there: true, available: 0, hold: NONE, marker: NONE, fence: NONE };
  const first: State = {
    time: 0,
    P: { ...wallet, available: 1 },
    Q: { ...wallet, there: !bounds.opensLate },
    deadline: NONE,
    decision: '',
    final: false,
    runs: Array.from({ length: RUNS }, () => ({ at: 'queued', deadline: NONE, P: '', Q: '', decision: '' })),
    sent: new Map(),
    replies: new Set(),
  };
  const firstKey = keyOf(first);
  const reached = new Map<string, { from: string; step: string }>();
  const seen = new Set([firstKey]);
  const open: [State, string][] = [[first, firstKey]];
  const ends = { commit: false, abort: false };
  for (let top = open.pop(); top; top = open.pop()) {
    const [state, key] = top;
    if (state.final && state.decision !== '') ends[state.decision] = true;
    const promise = state.broken ?? brokenPromise(state);
    if (promise !== undefined) {
      const trace: string[] = [];
      for (let way = reached.get(key); way; way = reached.get(way.from)) trace.unshift(way.step);
      return { states: seen.size, exhaustive: false, ends, broken: { promise, trace } };
    }
    if (seen.size > bounds.maxStates) return { states: seen.size, exhaustive: false, ends };
    for (const [step, next] of stepsFrom(state, bent, bounds)) {
      const nextKey = keyOf(next);
      if (seen.has(nextKey)) continue;
      seen.add(nextKey);
      reached.set(nextKey, { from: key, step });
      open.push([next, nextKey]);
    }
  }
  return { states: seen.size, exhaustive: true, ends };
}

function brokenPromise({ P, Q, decision, final }: State): string | undefined {
  if (P.available < 0 || Q.available < 0) return 'a balance is below zero';
  if (P.available + Q.available > 1) return 'money is made';
  if (!final) return undefined;
  if (P.hold || Q.hold) return `a hold is left after the end (${decision})`;
  const [p, q] = decision === 'commit' ? [0, 1] : [1, 0];
  if (P.available !== p || Q.available !== q) return `the money is not where ${decision} puts it`;
  return undefined;
}

function* stepsFrom(state: State, bent: Bent, bounds: Bounds): Generator<[string, State]> {
  if (state.time < bounds.until) yield ['time passes', { ...state, time: state.time + 1 }];
  for (const n of state.runs.keys()) yield* stepsOfRun(state, n, bent);
  // A clock may show anything between these two. Each step takes the reading that allows the most: what another one refuses changes
  // nothing.
  const [slow, fast] = [state.time - bounds.skew, state.time + bounds.skew];
  for (const message of state.sent.values()) yield* arrivals(state, message, slow, bent, bounds);
  if (!state.Q.there) {
    for (const clock of new Set([slow, fast]))
      yield [`Q is opened at ${clock}`, { ...state, Q: opened(state.Q, clock, bent) }];
  }
  for (const side of SIDES) {
    const wallet = state[side];
    // The fence makes it right to drop a marker at any time; without one there is only the clock.
    if (wallet.marker && (!bent.noFence || fast > wallet.marker)) {
      const fence = bent.noFence ? wallet.fence : Math.max(wallet.fence, wallet.marker);
      yield [`${side} drops its marker`, { ...state, [side]: { ...wallet, marker: NONE, fence } }];
    }
    if (bent.holdsExpire && wallet.hold && fast > wallet.hold)
      yield [`the hold of ${side} expires`, { ...state, [side]: ended(wallet, side, 'abort') }];
  }
}

function* stepsOfRun(state: State, n: number, bent: Bent): Generator<[string, State]> {
  const run = state.runs[n];
  if (!run) return;
  const step = (change: Partial<Run>, more: Partial<State> = {}): State => ({
    ...state,
    ...more,
    runs: state.runs.map((other, m) => (m === n ? { ...run, ...change } : other)),
  });
  if (run.at === 'queued' && !state.final) {
    const now = (bent.deadlineFromAcceptance ? 0 : state.time) + WINDOW;
    const deadline = state.deadline === NONE || bent.deadlineByEveryRun ? now : state.deadline;
    const broken = state.deadline === NONE && deadline <= state.time ? { broken: 'it begins after its deadline' } : {};
    if (state.decision === '') {
      const sent = withMessages(
        state,
        SIDES.map((side) => ({ kind: 'reserve', side, deadline, debitHeld: false })),
      );
      yield [`run ${n} begins`, step({ at: 'reserving', deadline }, { deadline, sent, ...broken })];
    } else {
      const settling = step({ at: 'settling', deadline, decision: state.decision });
      yield [`run ${n} begins, decided ${state.decision}`, settle(settling, state.decision, deadline)];
    }
  }
  if (run.at === 'reserving') {
    if (!run.P) {
      if (state.replies.has('reserve P held')) yield [`run ${n}: P held`, step({ P: 'held' })];
      yield [`run ${n}: P refused, or no answer`, step({ P: 'refused' })];
    }
    if (!run.Q || (run.Q === 'waits' && run.P === 'held')) {
      if (state.replies.has('reserve Q held')) yield [`run ${n}: Q held`, step({ Q: 'held' })];
      yield [`run ${n}: Q refused, or no answer`, step({ Q: 'refused' })];
    }
    if (!run.Q && state.replies.has('reserve Q waits')) yield [`run ${n}: Q has no room`, step({ Q: 'waits' })];
    if (run.Q === 'waits' && run.P === 'held') {
      const again = { kind: 'reserve', side: 'Q', deadline: run.deadline, debitHeld: true } as const;
      if (!state.sent.has(nameOf(again)))
        yield [`run ${n} asks Q again`, { ...state, sent: withMessages(state, [again]) }];
    }
    const held = run.P === 'held' && run.Q === 'held';
    if (held || run.P === 'refused' || (run.P && run.Q === 'refused')) {
      const wish: Decision = held ? 'commit' : 'abort';
      if (bent.rollbackBeforeDecision && !held)
        yield [`run ${n} rolls back and dies`, settle(step({ at: 'over' }), 'abort', run.deadline)];
      const decision = state.decision === '' ? wish : state.decision;
      const follows = bent.ownDecision ? wish : decision;
      const decided = step({ at: 'settling', decision: follows }, { decision });
      yield [`run ${n} wants ${wish}, follows ${follows}`, settle(decided, follows, run.deadline)];
    }
  }
  if (run.at === 'settling' && SIDES.every((side) => state.replies.has(`${run.decision} ${side}`)))
    yield [`run ${n} finishes`, step({ at: 'over' }, { final: true })];
}

function settle(state: State, kind: Decision, deadline: number): State {
  return {
    ...state,
    sent: withMessages(
      state,
      SIDES.map((side) => ({ kind, side, deadline })),
    ),
  };
}

function* arrivals(
  state: State,
  message: Message,
  clock: number,
  bent: Bent,
  bounds: Bounds,
): Generator<[string, State]> {
  const { side } = message;
  const answered = (wallet: Wallet, reply: string): [string, State] => [
    `${nameOf(message)} arrives at ${clock}: ${reply}`,
    { ...state, [side]: wallet, replies: new Set(state.replies).add(reply) },
  ];
  const wallet = state[side];
  if (message.kind === 'reserve') {
    const verdict = verdictOf(wallet, side, message.deadline, clock, bent);
    if (verdict === 'held already') yield answered(wallet, `reserve ${side} held`);
    if (verdict !== 'room permitting') return;
    const { available, ...rest } = wallet;
    const holding = { ...rest, available: side === 'P' ? available - 1 : available, hold: message.deadline };
    yield answered(holding, `reserve ${side} held`);
    if (bounds.crowded && side === 'Q' && !message.debitHeld) yield answered(wallet, 'reserve Q waits');
  } else if (message.kind === 'commit') {
    yield answered(ended(wallet, side, 'commit'), `commit ${side}`);
  } else {
    yield answered(rolledBack(wallet, side, message.deadline, bent), `abort ${side}`);
  }
}

/** A refusal needs no reply of its own: to a run it is the same as no answer. */
function verdictOf(wallet: Wallet, side: Side, deadline: number, clock: number, bent: Bent) {
  if (!wallet.there) return 'refused';
  if (wallet.hold) return wallet.hold === deadline ? 'held already' : 'refused';
  if (wallet.marker || clock > deadline || (!bent.noFence && deadline <= wallet.fence)) return 'refused';
  return side === 'P' && wallet.available < 1 ? 'refused' : 'room permitting';
}

function rolledBack(wallet: Wallet, side: Side, deadline: number, bent: Bent): Wallet {
  if (!wallet.there) {
    const nothing = bent.noFenceBeforeOpening || bent.fenceOfOpeningClock;
    return nothing ? wallet : { ...wallet, fence: Math.max(wallet.fence, deadline) };
  }
  if (wallet.hold) return ended(wallet, side, 'abort');
  if (wallet.marker || bent.noEmptyRollback || (!bent.noFence && deadline <= wallet.fence)) return wallet;
  return { ...wallet, marker: deadline };
}

function ended(wallet: Wallet, side: Side, decision: Decision): Wallet {
  if (!wallet.hold) return wallet;
  const adds = (side === 'P') === (decision === 'abort') ? 1 : 0;
  return { ...wallet, available: wallet.available + adds, marker: wallet.hold, hold: NONE };
}

function opened(wallet: Wallet, clock: number, bent: Bent): Wallet {
  if (bent.fenceOfOpeningClock) return { ...wallet, there: true, fence: Math.max(0, clock + WINDOW) };
  return { ...wallet, there: true, fence: bent.openingForgetsFence ? NONE : wallet.fence };
}

function withMessages({ sent }: State, messages: Message[]): ReadonlyMap<string, Message> {
  const more = messages.filter((message) => !sent.has(nameOf(message)));
  return more.length === 0 ? sent : new Map([...sent, ...more.map((message) => [nameOf(message), message] as const)]);
}

function nameOf(message: Message): string {
  const flag = message.kind === 'reserve' && message.debitHeld ? ' with its debit held' : '';
  return `${message.kind} ${message.side} until ${message.deadline}${flag}`;
}

function keyOf({ time, P, Q, deadline, decision, final, runs, sent, replies, broken }: State): string {
  const wallet = ({ there, available, hold, marker, fence }: Wallet) =>
    `${there ? 1 : 0},${available},${hold},${marker},${fence}`;
  // Two runs in each other's place are the same state.
  const both = runs.map(({ at, deadline, P, Q, decision }) => `${at},${deadline},${P},${Q},${decision}`).sort();
  const said = [[...sent.keys()].sort().join(), [...replies].sort().join()];
  return [time, wallet(P), wallet(Q), deadline, decision, final, ...both, ...said, broken].join('|');
}
