/**
 * Explores one transfer of 1 unit from wallet P to wallet Q exhaustively. Its workflow runs twice.
 * Every message may be late, repeated or lost. Every reading of a shard's clock may be off by the
 * skew. Q may be created at any time. The exploration does not use the code of the system. It is
 * the protocol of docs/protocol.md, written a second time in its smallest form. Times are small
 * integers.
 */

/** Rules of the protocol to leave out or bend. */
export interface Bent {
  /** Only the clock keeps late reserves out. */
  readonly noFence?: true;
  /** A rollback without a hold leaves no tombstone. */
  readonly noEmptyRollback?: true;
  /** A rollback without a wallet leaves no fence for its creation. */
  readonly noFenceBeforeCreation?: true;
  /**
   * As above, and a new wallet's fence is its creation time by its shard's clock, plus the window.
   */
  readonly fenceOfCreationClock?: true;
  /** A new wallet has fence 0, whatever fence is stored. */
  readonly creationForgetsFence?: true;
  /** Every run stores its own deadline. */
  readonly deadlineByEveryRun?: true;
  /** The deadline runs from the acceptance, at time 0. */
  readonly deadlineFromAcceptance?: true;
  /** A refused run rolls back before the decision is stored. */
  readonly rollbackBeforeDecision?: true;
  /** A shard ends a hold whose deadline has passed. */
  readonly holdsExpire?: true;
  /** A run follows its own decision and not the stored one. */
  readonly ownDecision?: true;
}

export interface Bounds {
  /** The maximum error of a reading of a shard's clock, in both directions. */
  readonly skew: number;
  /** The last time. */
  readonly until: number;
  readonly maxStates: number;
  /** Whether Q is created during the transfer, and not before. */
  readonly createdLate: boolean;
  /** Whether senders without money may hold the places of Q for credits without a held debit. */
  readonly crowded: boolean;
}

export interface Exploration {
  readonly states: number;
  /** Whether every state within the bounds was explored. */
  readonly exhaustive: boolean;
  /** Whether the states include transfers that ended with a commit, and with an abort. */
  readonly ends: { readonly commit: boolean; readonly abort: boolean };
  readonly broken?: { readonly promise: string; readonly trace: readonly string[] };
}

/** The time from a transfer's start to its deadline. */
const WINDOW = 2;
const RUNS = 2;
const NONE = 0;
const SIDES = ['P', 'Q'] as const;

type Side = (typeof SIDES)[number];
type Decision = 'commit' | 'abort';
interface Wallet {
  there: boolean;
  available: number;
  /** The deadlines of the hold and of the tombstone; NONE if missing. */
  hold: number;
  tombstone: number;
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
  /** Every message ever sent. It may arrive at any time, any number of times. */
  sent: ReadonlyMap<string, Message>;
  /** Every response ever given. A run may receive it, or never. */
  responses: ReadonlySet<string>;
  broken?: string;
}

/** Explores all states within the bounds until a promise is broken. */
export function exploreTransfer(bent: Bent, bounds: Bounds): Exploration {
  const wallet = { there: true, available: 0, hold: NONE, tombstone: NONE, fence: NONE };
  const first: State = {
    time: 0,
    P: { ...wallet, available: 1 },
    Q: { ...wallet, there: !bounds.createdLate },
    deadline: NONE,
    decision: '',
    final: false,
    runs: Array.from({ length: RUNS }, () => ({ at: 'queued', deadline: NONE, P: '', Q: '', decision: '' })),
    sent: new Map(),
    responses: new Set(),
  };
  const firstKey = keyOf(first);
  const reached = new Map<string, { from: string; step: string }>();
  const seen = new Set([firstKey]);
  const unexplored: [State, string][] = [[first, firstKey]];
  const ends = { commit: false, abort: false };
  for (let top = unexplored.pop(); top; top = unexplored.pop()) {
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
      unexplored.push([next, nextKey]);
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
  // A clock may show anything between these two. Each step takes the reading that allows the most,
  // because an error changes nothing.
  const [slow, fast] = [state.time - bounds.skew, state.time + bounds.skew];
  for (const message of state.sent.values()) yield* arrivals(state, message, slow, bent, bounds);
  if (!state.Q.there) {
    for (const clock of new Set([slow, fast]))
      yield [`Q is created at ${clock}`, { ...state, Q: created(state.Q, clock, bent) }];
  }
  for (const side of SIDES) {
    const wallet = state[side];
    // The fence makes it safe to drop a tombstone at any time; without it there is only the clock.
    if (wallet.tombstone && (!bent.noFence || fast > wallet.tombstone)) {
      const fence = bent.noFence ? wallet.fence : Math.max(wallet.fence, wallet.tombstone);
      yield [`${side} drops its tombstone`, { ...state, [side]: { ...wallet, tombstone: NONE, fence } }];
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
      if (state.responses.has('reserve P held')) yield [`run ${n}: P held`, step({ P: 'held' })];
      yield [`run ${n}: P refused, or no response`, step({ P: 'refused' })];
    }
    if (!run.Q || (run.Q === 'waits' && run.P === 'held')) {
      if (state.responses.has('reserve Q held')) yield [`run ${n}: Q held`, step({ Q: 'held' })];
      yield [`run ${n}: Q refused, or no response`, step({ Q: 'refused' })];
    }
    if (!run.Q && state.responses.has('reserve Q waits')) yield [`run ${n}: Q has no room`, step({ Q: 'waits' })];
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
  if (run.at === 'settling' && SIDES.every((side) => state.responses.has(`${run.decision} ${side}`)))
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
  const responding = (wallet: Wallet, response: string): [string, State] => [
    `${nameOf(message)} arrives at ${clock}: ${response}`,
    { ...state, [side]: wallet, responses: withResponse(state, response) },
  ];
  const wallet = state[side];
  if (message.kind === 'reserve') {
    const verdict = verdictOf(wallet, side, message.deadline, clock, bent);
    if (verdict === 'held already') yield responding(wallet, `reserve ${side} held`);
    if (verdict !== 'room permitting') return;
    const { available, ...rest } = wallet;
    const holding = { ...rest, available: side === 'P' ? available - 1 : available, hold: message.deadline };
    yield responding(holding, `reserve ${side} held`);
    if (bounds.crowded && side === 'Q' && !message.debitHeld) yield responding(wallet, 'reserve Q waits');
  } else if (message.kind === 'commit') {
    yield responding(ended(wallet, side, 'commit'), `commit ${side}`);
  } else {
    yield responding(rolledBack(wallet, side, message.deadline, bent), `abort ${side}`);
  }
}

/** An error needs no response: for a run it equals a missing one. */
function verdictOf(wallet: Wallet, side: Side, deadline: number, clock: number, bent: Bent) {
  if (!wallet.there) return 'refused';
  if (wallet.hold) return wallet.hold === deadline ? 'held already' : 'refused';
  if (wallet.tombstone || clock > deadline || (!bent.noFence && deadline <= wallet.fence)) return 'refused';
  return side === 'P' && wallet.available < 1 ? 'refused' : 'room permitting';
}

function rolledBack(wallet: Wallet, side: Side, deadline: number, bent: Bent): Wallet {
  if (!wallet.there) {
    const nothing = bent.noFenceBeforeCreation || bent.fenceOfCreationClock;
    return nothing ? wallet : { ...wallet, fence: Math.max(wallet.fence, deadline) };
  }
  if (wallet.hold) return ended(wallet, side, 'abort');
  if (wallet.tombstone || bent.noEmptyRollback || (!bent.noFence && deadline <= wallet.fence)) return wallet;
  return { ...wallet, tombstone: deadline };
}

function ended(wallet: Wallet, side: Side, decision: Decision): Wallet {
  if (!wallet.hold) return wallet;
  const adds = (side === 'P') === (decision === 'abort') ? 1 : 0;
  return { ...wallet, available: wallet.available + adds, tombstone: wallet.hold, hold: NONE };
}

function created(wallet: Wallet, clock: number, bent: Bent): Wallet {
  if (bent.fenceOfCreationClock) return { ...wallet, there: true, fence: Math.max(0, clock + WINDOW) };
  return { ...wallet, there: true, fence: bent.creationForgetsFence ? NONE : wallet.fence };
}

function withMessages({ sent }: State, messages: Message[]): ReadonlyMap<string, Message> {
  const more = messages.filter((message) => !sent.has(nameOf(message)));
  return more.length === 0 ? sent : new Map([...sent, ...more.map((message) => [nameOf(message), message] as const)]);
}

function withResponse({ responses }: State, response: string): ReadonlySet<string> {
  return responses.has(response) ? responses : new Set(responses).add(response);
}

function nameOf(message: Message): string {
  const flag = message.kind === 'reserve' && message.debitHeld ? ' with its debit held' : '';
  return `${message.kind} ${message.side} until ${message.deadline}${flag}`;
}

function keyOf({ time, P, Q, deadline, decision, final, runs, sent, responses, broken }: State): string {
  const wallet = ({ there, available, hold, tombstone, fence }: Wallet) =>
    `${there ? 1 : 0},${available},${hold},${tombstone},${fence}`;
  // States that differ only in the order of the runs are the same.
  const both = runs.map(({ at, deadline, P, Q, decision }) => `${at},${deadline},${P},${Q},${decision}`).sort();
  const said = [sortedKeys(sent), sortedKeys(responses)];
  return [time, wallet(P), wallet(Q), deadline, decision, final, ...both, ...said, broken].join('|');
}

/** By the collection, because many states share one. */
const sorted = new WeakMap<object, string>();

function sortedKeys(collection: ReadonlyMap<string, unknown> | ReadonlySet<string>): string {
  const text = sorted.get(collection) ?? [...collection.keys()].sort().join();
  sorted.set(collection, text);
  return text;
}
